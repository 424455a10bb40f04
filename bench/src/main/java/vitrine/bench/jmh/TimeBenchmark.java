package vitrine.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import vitrine.bench.workload.Workload;

/// Timers: limits that are not reached, and many sleeps at once.
///
/// Shows what arming and disarming costs. `sleeps` takes as long as its longest sleep, a second, in
/// every column: its CPU time is what counts, and `bench/compare` has it. Does not show how exact
/// the timers are.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("MemberName") // the names of the workloads, as everybody knows them
public class TimeBenchmark {
  @Benchmark
  @OperationsPerInvocation(100_000)
  public long time_timeout(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.TIME_TIMEOUT);
  }

  @Benchmark
  @OperationsPerInvocation(100_000)
  public long time_timeout_pending(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.TIME_TIMEOUT_PENDING);
  }

  @Benchmark
  @OperationsPerInvocation(100_000)
  public long sleeps(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.SLEEPS);
  }
}
