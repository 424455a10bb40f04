package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Resources;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.WorkerView;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one thread of the process that looks at all workers every millisecond while any of them is
/// awake: it moves the coarse clock, wakes somebody for the drivers when polls are long, and hands
/// polls that last too long to [Incidents].
///
/// It takes no lock that a worker takes and sleeps while all workers do.
public final class Watchdog {
  private static final long TICK_NANOS = 1_000_000;
  private static final long LINGER_TICKS = 20;
  private static final long TAKE_OVER_NANOS = 2 * TICK_NANOS;
  private static final long HOUSEKEEPING_TICKS = 250;

  private static final List<Watched> WATCHED = new CopyOnWriteArrayList<>();
  private static volatile @Nullable Thread thread;

  private static final class Watched {
    final RuntimeView runtime;
    final Runnable takeOver;
    final Runnable housekeeping;
    final PollWatch[] workers;

    Watched(RuntimeView runtime, Runnable takeOver, Runnable housekeeping) {
      this.runtime = runtime;
      this.takeOver = takeOver;
      this.housekeeping = housekeeping;
      workers =
          runtime.workers().stream()
              .map(worker -> new PollWatch(runtime, worker))
              .toArray(PollWatch[]::new);
    }
  }

  private Watchdog() {}

  /// Starts to look at the workers of `runtime`.
  ///
  /// @param takeOver called when a worker has been in one poll for two milliseconds, or its polls
  ///   take a tenth of a millisecond or more
  /// @param housekeeping called now and then
  public static synchronized void watch(
      RuntimeView runtime, Runnable takeOver, Runnable housekeeping) {
    if (thread == null) {
      Thread started = new Thread(Watchdog::run, "vitrine-watchdog");
      started.setDaemon(true);
      Incidents.prepare();
      started.start();
      thread = started; // so that the next runtime tries again if there can be none
    }
    WATCHED.add(new Watched(runtime, takeOver, housekeeping));
    workerAwake();
  }

  /// Stops looking at `runtime`.
  public static void forget(RuntimeView runtime) {
    WATCHED.removeIf(
        watched -> {
          if (watched.runtime == runtime) {
            for (PollWatch worker : watched.workers) {
              worker.end();
            }
            watched.housekeeping.run();
            return true;
          }
          return false;
        });
  }

  /// The id that the operating system gives the calling thread; -1 for any other, and where it can
  /// not be told.
  public static long osThreadIdOf(Thread thread) {
    return thread == Thread.currentThread() ? OsThread.currentId() : -1;
  }

  /// A worker has woken up. Cheap while the watchdog is awake.
  ///
  /// The worker has published that it is awake before; the fence orders that before the question
  /// whether the watchdog sleeps, which looks the other way round.
  public static void workerAwake() {
    VarHandle.fullFence();
    if (!CoarseClock.isTicking()) {
      LockSupport.unpark(thread);
    }
  }

  private static void run() {
    CoarseClock.refresh();
    CoarseClock.setTicking(true);
    var rounds = new Rounds();
    while (true) {
      rounds.next();
    }
  }

  /// A method a round, for the JIT: a loop that never ends is interpreted for its first minute.
  private static final class Rounds {
    private long idleTicks;
    private long ticks;
    private long last = CoarseClock.now();

    void next() {
      if (idleTicks >= LINGER_TICKS) {
        sleepWhileAllDo();
      }
      LockSupport.parkNanos(Watchdog.class, TICK_NANOS);
      long now = CoarseClock.refresh();
      try {
        idleTicks = tick(now, now - last) ? 0 : idleTicks + 1;
        if (++ticks % HOUSEKEEPING_TICKS == 0) {
          WATCHED.forEach(watched -> watched.housekeeping.run());
        }
      } catch (Throwable e) {
        System.getLogger("dev.vitrine")
            .log(System.Logger.Level.ERROR, "the watchdog failed in one of its rounds", e);
      }
      last = now;
    }

    private void sleepWhileAllDo() {
      CoarseClock.setTicking(false);
      VarHandle.fullFence();
      if (!isAnyAwake()) {
        LockSupport.park(Watchdog.class);
      }
      idleTicks = 0;
      last = CoarseClock.refresh();
      CoarseClock.setTicking(true);
    }
  }

  /// @param gap since the last tick; when much longer than a tick, everything stood still: a pause
  ///   of the collector, or a busy host
  /// @return whether any worker is awake
  private static boolean tick(long now, long gap) {
    boolean awake = false;
    Incidents.gap(now, gap);
    Resources.ticked(gap / TICK_NANOS);
    for (Watched watched : WATCHED) {
      boolean stuck = false;
      for (PollWatch worker : watched.workers) {
        awake |= isAwake(worker.worker());
        worker.look(now, gap);
        stuck |= worker.lastsNanos() >= TAKE_OVER_NANOS || worker.pollsAreLong();
      }
      if (stuck) {
        watched.takeOver.run();
      }
    }
    return awake;
  }

  private static boolean isAnyAwake() {
    return WATCHED.stream()
        .flatMap(watched -> watched.runtime.workers().stream())
        .anyMatch(Watchdog::isAwake);
  }

  private static boolean isAwake(WorkerView worker) {
    return switch (worker.state()) {
      case STARTING -> true; // its thread may come at any time, and does not call workerAwake
      case POLLING, BETWEEN_POLLS, SEARCHING -> true;
      case PARKED, DRIVING, STOPPED -> false;
    };
  }
}
