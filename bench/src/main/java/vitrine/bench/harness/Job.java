package vitrine.bench.harness;

/// A workload, ready to be run over and over.
@FunctionalInterface
public interface Job extends AutoCloseable {

  /// Does all operations of the workload once and waits for the last of them.
  ///
  /// @return how many operations were seen to be done
  long run() throws Exception;

  /// Ends what runs in the background.
  @Override
  default void close() {}
}
