package vitrine.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Runs a job until it is warm, then takes samples of it.
public final class Sampler {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// Shorter samples would measure the clock.
  private static final double SAMPLE_NANOS = 1e6;

  private static final int LEAST_SAMPLES = 2;

  /// A job of a second (100,000 sleeps) is not compiled after two of them, nor after as many
  /// seconds as are enough for one of a millisecond.
  private static final int LEAST_WARM_RUNS = 5;

  private final long warmNanos;
  private final long nanos;

  /// @param warmSeconds how long the job runs before anything is measured, five times at least
  /// @param seconds how long samples are taken; a slow job is sampled twice all the same
  public Sampler(double warmSeconds, double seconds) {
    warmNanos = (long) (warmSeconds * 1e9);
    nanos = (long) (seconds * 1e9);
  }

  /// What one operation costs.
  ///
  /// @param nanos the median over the samples
  /// @param p10Nanos a tenth of the samples are below
  /// @param p90Nanos a tenth of the samples are above
  /// @param cpuNanos CPU time of the whole process
  /// @param runs how often the job was run for it
  public record Cost(double nanos, double p10Nanos, double p90Nanos, double cpuNanos, long runs) {}

  /// Warms `job` up and samples it.
  ///
  /// @param operations how many one run does; a run that says otherwise is an error
  public Cost sample(Job job, long operations) throws Exception {
    long repeats = Math.max(1, (long) (SAMPLE_NANOS / warmUp(job, operations)));
    var samples = new double[1024];
    int count = 0;
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    long now = start;
    while (count < LEAST_SAMPLES || now - start < nanos) {
      long before = now;
      for (long i = 0; i < repeats; i++) {
        check(job.run(), operations);
      }
      now = System.nanoTime();
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, 2 * count);
      }
      samples[count++] = (double) (now - before) / repeats / operations;
    }
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    samples = Arrays.copyOf(samples, count);
    Arrays.sort(samples);
    long runs = count * repeats;
    return new Cost(
        quantile(samples, 0.5),
        quantile(samples, 0.1),
        quantile(samples, 0.9),
        (double) cpu / runs / operations,
        runs);
  }

  /// @return how many nanoseconds one run takes
  private double warmUp(Job job, long operations) throws Exception {
    long start = System.nanoTime();
    long last;
    long now = start;
    int runs = 0;
    do {
      last = now;
      check(job.run(), operations);
      now = System.nanoTime();
      runs++;
    } while (runs < LEAST_WARM_RUNS || now - start < warmNanos);
    return Math.max(1, now - last);
  }

  private static void check(long done, long operations) {
    if (done != operations) {
      throw new AssertionError(
          "the workload did " + done + " operations, it should have done " + operations);
    }
  }

  /// @param sorted not empty
  static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
