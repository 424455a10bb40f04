package dev.vitrine.deterministic;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What rewritten code calls: at each step, and in place of what blocks, tells the time or knows
/// threads. While no simulation runs, when classes are initialised, threads are the JDK's, time
/// stands still, and chance always decides the same.
///
/// Public for that code only.
public final class Points {
  private static @Nullable Simulation running; // used by the thread that runs it alone

  private Points() {}

  static void simulate(@Nullable Simulation simulation) {
    running = simulation;
  }

  static @Nullable Simulation running() {
    return running;
  }

  // ---- steps

  public static void point(int site) {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.step(site);
    }
  }

  /// Until [#endAtomic], no other thread runs: the JDK calls our code while it holds a lock, or
  /// what happens is nothing but figures.
  public static void beginAtomic() {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.current().atomicDepth++;
    }
  }

  public static void endAtomic() {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.current().atomicDepth--;
    }
  }

  public static void onSpinWait() {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.spin();
    }
  }

  public static void monitorEnter(Object monitor) {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.monitors().enter(simulation, monitor);
    }
  }

  public static void monitorExit(Object monitor) {
    Simulation simulation = running;
    if (simulation != null) {
      simulation.monitors().exit(simulation, monitor);
    }
  }

  // ---- parking

  public static void park(@Nullable Object blocker) {
    Simulation simulation = running;
    if (simulation == null) {
      LockSupport.park(blocker);
    } else {
      simulation.park(SimulatedThread.NO_DEADLINE);
    }
  }

  public static void parkNanos(@Nullable Object blocker, long nanos) {
    Simulation simulation = running;
    if (simulation == null) {
      LockSupport.parkNanos(blocker, nanos);
    } else if (nanos > 0) {
      simulation.park(simulation.deadlineIn(nanos));
    }
  }

  public static void unpark(@Nullable Thread thread) {
    Simulation simulation = running;
    SimulatedThread sleeper = simulation == null || thread == null ? null : simulation.of(thread);
    if (simulation == null) {
      LockSupport.unpark(thread);
    } else if (sleeper != null) {
      simulation.unpark(sleeper);
    }
  }

  public static void sleep(long millis) throws InterruptedException {
    sleep(Duration.ofMillis(millis));
  }

  public static void sleep(Duration time) throws InterruptedException {
    Simulation simulation = running;
    if (simulation == null) {
      Thread.sleep(time);
      return;
    }
    SimulatedThread self = simulation.current();
    long deadline = simulation.deadlineIn(time.toNanos());
    while (!self.interrupted && simulation.nanoTime() < deadline) {
      self.interruptible = true;
      simulation.block("the time", deadline);
    }
    throwIfInterrupted(self);
  }

  static void throwIfInterrupted(SimulatedThread self) throws InterruptedException {
    if (self.interrupted) {
      self.interrupted = false;
      throw new InterruptedException();
    }
  }

  // ---- threads

  public static Thread currentThread() {
    Simulation simulation = running;
    return simulation == null ? Thread.currentThread() : simulation.current().identity;
  }

  public static void start(Thread thread) {
    Simulation simulation = running;
    if (simulation == null) {
      thread.start();
    } else {
      simulation.add(thread, thread);
    }
  }

  public static Thread start(Thread.Builder builder, Runnable body) {
    Thread thread = builder.unstarted(body);
    start(thread);
    return thread;
  }

  public static void join(Thread thread) throws InterruptedException {
    Simulation simulation = running;
    if (simulation == null) {
      thread.join();
      return;
    }
    SimulatedThread self = simulation.current();
    SimulatedThread other = simulation.of(thread);
    while (other != null && other.state != SimulatedThread.State.ENDED) {
      throwIfInterrupted(self);
      self.interruptible = true;
      other.joiners.add(self);
      simulation.block("the end of " + other.name(), SimulatedThread.NO_DEADLINE);
    }
  }

  public static boolean isAlive(Thread thread) {
    Simulation simulation = running;
    SimulatedThread other = simulation == null ? null : simulation.of(thread);
    return other == null ? thread.isAlive() : other.state != SimulatedThread.State.ENDED;
  }

  public static void interrupt(Thread thread) {
    Simulation simulation = running;
    SimulatedThread other = simulation == null ? null : simulation.of(thread);
    if (simulation == null || other == null) {
      thread.interrupt();
    } else {
      simulation.interrupt(other);
    }
  }

  public static boolean isInterrupted(Thread thread) {
    Simulation simulation = running;
    SimulatedThread other = simulation == null ? null : simulation.of(thread);
    return other == null ? thread.isInterrupted() : other.interrupted;
  }

  public static boolean interrupted() {
    Simulation simulation = running;
    if (simulation == null) {
      return Thread.interrupted();
    }
    SimulatedThread self = simulation.current();
    boolean was = self.interrupted;
    self.interrupted = false;
    return was;
  }

  public static Thread.State getState(Thread thread) {
    Simulation simulation = running;
    SimulatedThread other = simulation == null ? null : simulation.of(thread);
    if (other == null) {
      return thread.getState();
    }
    return switch (other.state) {
      case RUNNABLE -> Thread.State.RUNNABLE;
      case BLOCKED -> Thread.State.WAITING;
      case ENDED -> Thread.State.TERMINATED;
    };
  }

  public static StackTraceElement[] getStackTrace(Thread thread) {
    Simulation simulation = running;
    SimulatedThread other = simulation == null ? null : simulation.of(thread);
    return other == null ? thread.getStackTrace() : other.carrier.getStackTrace();
  }

  // ---- time, chance, and what is said

  public static long nanoTime() {
    Simulation simulation = running;
    return simulation == null ? Simulation.EPOCH : simulation.nanoTime();
  }

  public static long currentTimeMillis() {
    return nanoTime() / 1_000_000;
  }

  public static int nextInt(ThreadLocalRandom random) {
    Simulation simulation = running;
    return simulation == null ? 1 : (int) simulation.random();
  }

  public static int nextInt(ThreadLocalRandom random, int bound) {
    Simulation simulation = running;
    return simulation == null ? 0 : simulation.random(bound);
  }

  /// A collector that comes by when it likes is nothing that a seed decides: nothing is ever lost.
  public static java.lang.ref.@Nullable Reference<?> poll(java.lang.ref.ReferenceQueue<?> queue) {
    return running == null ? queue.poll() : null;
  }

  public static void log(System.Logger log, System.Logger.Level level, String text) {
    say(level, text, null);
  }

  public static void log(
      System.Logger log, System.Logger.Level level, String text, @Nullable Object... values) {
    say(level, java.text.MessageFormat.format(text, values), null);
  }

  public static void log(
      System.Logger log, System.Logger.Level level, String text, @Nullable Throwable thrown) {
    say(level, text, thrown);
  }

  /// Nothing that is worth a warning happens in a run that is good.
  private static void say(System.Logger.Level level, String text, @Nullable Throwable thrown) {
    Simulation simulation = running;
    if (simulation != null
        && level.getSeverity() >= System.Logger.Level.WARNING.getSeverity()
        && !(thrown instanceof SimulationOver)) {
      simulation.problem(text + (thrown == null ? "" : ": " + Outcome.stackOf(thrown)));
    }
  }
}
