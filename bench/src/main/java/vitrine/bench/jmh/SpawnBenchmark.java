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

/// Starting tasks: from a task, from outside, on threads that may block.
///
/// Shows what a task costs from spawn to end when it does nothing, and how work gets to the other
/// worker. Does not show what tasks cost that live: they end at their first or second poll, and few
/// are alive at once.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("MemberName") // the names of the workloads, as everybody knows them
public class SpawnBenchmark {
  @Benchmark
  @OperationsPerInvocation(1000)
  public long chained_spawn(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.CHAINED_SPAWN);
  }

  @Benchmark
  @OperationsPerInvocation(10_000)
  public long spawn_many_local(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.SPAWN_MANY_LOCAL);
  }

  @Benchmark
  @OperationsPerInvocation(10_000)
  public long spawn_many_remote_idle(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.SPAWN_MANY_REMOTE_IDLE);
  }

  @Benchmark
  @OperationsPerInvocation(10_000)
  public long spawn_many_remote_busy1(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.SPAWN_MANY_REMOTE_BUSY1);
  }

  @Benchmark
  @OperationsPerInvocation(1000)
  public long spawn_many_remote_busy2(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.SPAWN_MANY_REMOTE_BUSY2);
  }

  @Benchmark
  @OperationsPerInvocation(1)
  public long spawn_one(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.SPAWN_ONE);
  }

  @Benchmark
  @OperationsPerInvocation(10)
  public long spawn_ten(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.SPAWN_TEN);
  }

  @Benchmark
  @OperationsPerInvocation(3200)
  public long spawn_blocking(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.SPAWN_BLOCKING);
  }

  @Benchmark
  @OperationsPerInvocation(12_800)
  public long remote_spawn(Jobs.All jobs) throws Exception {
    return jobs.run(Workload.REMOTE_SPAWN);
  }
}
