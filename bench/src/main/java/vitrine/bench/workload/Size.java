package vitrine.bench.workload;

/// How much of a workload is done in one run.
///
/// @param tasks how many tasks, or the depth of a chain
/// @param each how many operations each of them does
public record Size(int tasks, int each) {
  public long operations() {
    return (long) tasks * each;
  }
}
