package vitrine.bench.polled;

import dev.vitrine.AsyncRuntime;
import java.util.Optional;
import java.util.OptionalInt;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Size;
import vitrine.bench.workload.Workload;

/// Our runtime, every task an polled body.
public final class Polled implements Flavour {
  private final AsyncRuntime runtime =
      AsyncRuntime.multiThread().workers(WORKERS).enableAll().name("polled").build();
  private final PolledSpawn spawn = new PolledSpawn(runtime);
  private final PolledWake wake = new PolledWake(runtime);
  private final PolledSync sync = new PolledSync(runtime);
  private final PolledTime time = new PolledTime(runtime);
  private final PolledCrowd crowds = new PolledCrowd(runtime);

  @Override
  public Optional<Job> job(Workload workload, Size size) {
    int tasks = size.tasks();
    int each = size.each();
    return Optional.of(
        switch (workload) {
          case CHAINED_SPAWN -> () -> spawn.chained(tasks);
          case SPAWN_MANY_LOCAL -> () -> spawn.manyLocal(tasks);
          case SPAWN_MANY_REMOTE_IDLE -> () -> spawn.manyRemote(tasks);
          case SPAWN_MANY_REMOTE_BUSY1 -> new PolledBusy(runtime, spawn, tasks, true);
          case SPAWN_MANY_REMOTE_BUSY2 -> new PolledBusy(runtime, spawn, tasks, false);
          case SPAWN_ONE -> spawn::one;
          case SPAWN_TEN -> () -> spawn.several(tasks);
          case SPAWN_BLOCKING -> () -> spawn.blockingJobs(tasks, each);
          case REMOTE_SPAWN -> () -> spawn.fromThreads(tasks, each);
          case PING_PONG -> () -> wake.pingPong(tasks);
          case YIELD_MANY -> () -> wake.yieldMany(tasks, each);
          case ONESHOT_ROUND_TRIPS -> () -> wake.roundTrips(each);
          case MPSC_UNCONTENDED, MPSC_CONTENDED -> () -> sync.channel(tasks, each, false);
          case MPSC_RECV_MANY -> () -> sync.channel(tasks, each, true);
          case SEMAPHORE_UNCONTENDED, SEMAPHORE_CONTENDED -> () -> sync.semaphore(tasks, each);
          case MUTEX_UNCONTENDED, MUTEX_CONTENDED -> () -> sync.mutex(tasks, each);
          case NOTIFY_ONE -> () -> sync.notifyOne(tasks, each);
          case NOTIFY_WAITERS -> () -> sync.notifyWaiters(tasks, each);
          case TIME_TIMEOUT -> () -> time.timeouts(each, false);
          case TIME_TIMEOUT_PENDING -> () -> time.timeouts(each, true);
          case SLEEPS -> () -> time.sleeps(tasks);
        });
  }

  @Override
  public boolean gather(Crowd crowd, int count) {
    crowds.gather(crowd, count);
    return true;
  }

  @Override
  public Optional<Job> wakesAmong(int live) {
    return Optional.of(crowds.wakesAmong(live));
  }

  @Override
  public OptionalInt serveEcho(int port) {
    return OptionalInt.of(PolledEcho.serve(runtime, port));
  }

  @Override
  public void close() {
    runtime.close();
  }
}
