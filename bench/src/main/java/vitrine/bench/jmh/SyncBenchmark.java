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

/// Channels, locks and notifications.
///
/// Shows operations on one object by one or by ten tasks that do nothing else. The sections under a
/// lock are empty, so a lock that may be taken by whoever comes is hardly ever contended in the
/// JDK's columns; the fair ones are compared. Does not show what fairness is worth to a program.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("MemberName") // the names of the workloads, as everybody knows them
public class SyncBenchmark {
  @Benchmark
  @OperationsPerInvocation(1_000_000)
  public long mpsc_uncontended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.MPSC_UNCONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(1_000_000)
  public long mpsc_contended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.MPSC_CONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(1_000_000)
  public long mpsc_recv_many(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.MPSC_RECV_MANY);
  }

  @Benchmark
  @OperationsPerInvocation(1_000_000)
  public long semaphore_uncontended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.SEMAPHORE_UNCONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(500_000)
  public long semaphore_contended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.SEMAPHORE_CONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(1_000_000)
  public long mutex_uncontended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.MUTEX_UNCONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(500_000)
  public long mutex_contended(Jobs.Tasks jobs) throws Exception {
    return jobs.run(Workload.MUTEX_CONTENDED);
  }

  @Benchmark
  @OperationsPerInvocation(5000)
  public long notify_one(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.NOTIFY_ONE);
  }

  @Benchmark
  @OperationsPerInvocation(5000)
  public long notify_waiters(Jobs.Ours jobs) throws Exception {
    return jobs.run(Workload.NOTIFY_WAITERS);
  }
}
