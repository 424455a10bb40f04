package vitrine.bench.virtual;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Size;
import vitrine.bench.workload.Workload;

/// Virtual threads, with what `java.util.concurrent` offers them.
///
/// The number of carriers is a property of the JVM: start it with
/// `-Djdk.virtualThreadScheduler.parallelism=2 -Djdk.virtualThreadScheduler.maxPoolSize=2`. Locks
/// and semaphores are the fair ones, since ours are; [Uncontended][Workload#MUTEX_UNCONTENDED] the
/// barging ones, which are cheaper and do the same there.
public final class VirtualThreads implements Flavour {
  private final ThreadSpawn spawn = new ThreadSpawn();
  private final ThreadWake wake = new ThreadWake();
  private final ThreadEcho echo = new ThreadEcho();

  @Override
  public Optional<Job> job(Workload workload, Size size) {
    int tasks = size.tasks();
    int each = size.each();
    return Optional.ofNullable(
        switch (workload) {
          case CHAINED_SPAWN -> () -> spawn.chained(tasks);
          case SPAWN_MANY_LOCAL -> () -> spawn.manyLocal(tasks);
          case SPAWN_MANY_REMOTE_IDLE -> () -> spawn.manyRemote(tasks);
          // While every carrier has threads of its own, none looks at those from outside: seen to
          // hang.
          case SPAWN_MANY_REMOTE_BUSY1, SPAWN_MANY_REMOTE_BUSY2 -> null;
          case SPAWN_ONE -> spawn::one;
          case SPAWN_TEN -> () -> spawn.several(tasks);
          case SPAWN_BLOCKING -> null; // a virtual thread blocks by itself
          case REMOTE_SPAWN -> () -> spawn.fromThreads(tasks, each);
          case PING_PONG -> () -> wake.pingPong(tasks);
          case YIELD_MANY -> () -> wake.yieldMany(tasks, each);
          case ONESHOT_ROUND_TRIPS -> () -> wake.roundTrips(each);
          case MPSC_UNCONTENDED, MPSC_CONTENDED -> () -> wake.channel(tasks, each);
          case MPSC_RECV_MANY -> () -> wake.channelMany(tasks, each);
          case SEMAPHORE_UNCONTENDED -> {
            var barging = new Semaphore(1);
            yield () -> wake.locked(tasks, each, barging::acquireUninterruptibly, barging::release);
          }
          case SEMAPHORE_CONTENDED -> {
            var fair = new Semaphore(1, true);
            yield () -> wake.locked(tasks, each, fair::acquireUninterruptibly, fair::release);
          }
          case MUTEX_UNCONTENDED -> {
            var barging = new ReentrantLock();
            yield () -> wake.locked(tasks, each, barging::lock, barging::unlock);
          }
          case MUTEX_CONTENDED -> {
            var fair = new ReentrantLock(true);
            yield () -> wake.locked(tasks, each, fair::lock, fair::unlock);
          }
          case NOTIFY_ONE, NOTIFY_WAITERS -> null; // nothing of the kind
          case TIME_TIMEOUT, TIME_TIMEOUT_PENDING -> null; // a timed get() arms no timer
          case SLEEPS -> () -> wake.sleeps(tasks);
        });
  }

  @Override
  public boolean gather(Crowd crowd, int count) {
    ThreadCrowd.gather(crowd, count);
    return true;
  }

  @Override
  public Optional<Job> wakesAmong(int live) {
    return Optional.of(ThreadCrowd.wakesAmong(live));
  }

  @Override
  public OptionalInt serveEcho(int port) {
    return OptionalInt.of(echo.serve(port));
  }

  @Override
  public void close() {
    echo.close();
  }
}
