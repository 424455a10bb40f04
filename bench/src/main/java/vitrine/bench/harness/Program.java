package vitrine.bench.harness;

import java.util.Locale;

/// What the main method of a JVM program of the comparison prints: one line of `name=value` pairs.
public final class Program {
  private Program() {}

  /// Exit code of a program that has no such workload.
  public static final int NOTHING_OF_THE_KIND = 3;

  /// Tasks that wait before those that are weighed.
  private static final int WARMING = 200_000;

  /// Warms `job` up, samples it, and prints what one operation costs.
  ///
  /// @param arguments the workload, seconds to warm up, seconds to measure
  /// @param operations how many one run does
  public static void time(String[] arguments, long operations, Job job) throws Exception {
    var sampler = new Sampler(Double.parseDouble(arguments[1]), Double.parseDouble(arguments[2]));
    print(sampler.sample(job, operations));
  }

  public static void print(Sampler.Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "nanos=%.2f\tp10=%.2f\tp90=%.2f\tcpu_nanos=%.2f\truns=%d%n",
        cost.nanos(),
        cost.p10Nanos(),
        cost.p90Nanos(),
        cost.cpuNanos(),
        cost.runs());
  }

  /// Starts tasks that wait.
  @FunctionalInterface
  public interface Gathering {
    /// Returns when `tasks` more of them wait.
    void gather(int tasks) throws Exception;
  }

  /// Prints how many bytes of the heap each of `tasks` tasks takes that wait, in a program that has
  /// been running for a while.
  public static void weigh(int tasks, Gathering gathering) throws Exception {
    gathering.gather(WARMING); // what frames a suspended stack has depends on the compiler
    long before = Footprint.usedBytes();
    gathering.gather(tasks);
    long after = Footprint.usedBytes();
    System.out.printf(Locale.ROOT, "bytes=%.1f%n", (double) (after - before) / tasks);
  }

  /// Ends the process: whatever still waits need not be cancelled.
  public static void end(boolean done) {
    System.out.flush();
    Runtime.getRuntime().halt(done ? 0 : NOTHING_OF_THE_KIND);
  }
}
