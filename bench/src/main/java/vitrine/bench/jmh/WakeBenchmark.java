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

/// Tasks that let each other go on: wake-up, poll, and the way through the queues.
///
/// Shows the cost of a suspension and of a wake-up on the same two workers. Does not show wake-ups
/// by drivers, nor latency: a pair that waits behind others is as good as one that does not.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("MemberName") // the names of the workloads, as everybody knows them
public class WakeBenchmark {
  @Benchmark
  @OperationsPerInvocation(1000)
  public long ping_pong(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.PING_PONG);
  }

  @Benchmark
  @OperationsPerInvocation(200_000)
  public long yield_many(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.YIELD_MANY);
  }

  @Benchmark
  @OperationsPerInvocation(1000)
  public long oneshot_round_trips(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.ONESHOT_ROUND_TRIPS);
  }
}
