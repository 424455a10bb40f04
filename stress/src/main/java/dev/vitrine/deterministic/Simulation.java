package dev.vitrine.deterministic;

import dev.vitrine.deterministic.SimulatedThread.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a scenario: its threads, who of them runs, and what time it is.
///
/// Everything happens on the thread that calls [#run]. A thread of the simulation gives way at the
/// places that [Points] stand for, when the strategy says so or when it has to wait; what comes
/// between two such places is one step that nobody interrupts. The clock moves a little with each
/// step, and jumps when all wait. What a run does follows from its seed alone.
final class Simulation {
  /// What the clock shows while no simulation runs, and at the start of each.
  static final long EPOCH = 1_000_000_000_000L;

  private static final int SPURIOUS = 64;
  private static final int MOST_OVER = 100;

  /// What the machine is like, besides its seed.
  ///
  /// @param mostSteps after which a run counts as one that does not end
  /// @param whole keep the whole trace, not only its end
  record Limits(int mostSteps, boolean whole) {
    static final Limits USUAL = new Limits(400_000, false);
  }

  private final Limits limits;
  private final Choices choices;
  private final Strategy strategy;
  private final long stepNanos;
  private final Trace trace;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final IdentityHashMap<Thread, SimulatedThread> byIdentity = new IdentityHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Monitors monitors = new Monitors();

  private @Nullable SimulatedThread current;
  private @Nullable SimulatedThread chosen;
  private @Nullable SimulatedThread spunAlone; // and no other has run since
  private long now = EPOCH;
  private long nextDeadline = SimulatedThread.NO_DEADLINE;
  private long steps;
  private boolean over;

  Simulation(long seed, Limits limits) {
    this.limits = limits;
    choices = new Choices(seed);
    strategy = Strategy.of(choices);
    long[] speeds = {20, 500, 5_000};
    stepNanos = speeds[choices.below(speeds.length)];
    trace = new Trace(limits.whole());
  }

  // ---- the run

  /// @return what came of it
  Outcome run(Scenario scenario) {
    Points.simulate(this);
    try {
      SimulatedThread main = add(new Thread("main"), () -> runMain(scenario));
      resumeInTurn(main);
      String left = judgeEnd(main);
      endAll();
      return new Outcome(
          steps,
          trace.hash(),
          List.copyOf(problems),
          problems.isEmpty() ? "" : strategy + "\n" + left,
          problems.isEmpty() && !limits.whole() ? "" : trace.text(threads));
    } finally {
      Points.simulate(null);
    }
  }

  private void runMain(Scenario scenario) {
    try {
      scenario.run();
    } catch (SimulationOver end) {
      throw end;
    } catch (Throwable thrown) {
      problems.add(Outcome.stackOf(thrown));
      over = true;
    }
  }

  private void resumeInTurn(SimulatedThread first) {
    SimulatedThread next = first;
    while (next != null) {
      current = next;
      chosen = null;
      if (next != spunAlone) {
        spunAlone = null;
      }
      next.resume();
      if (next.state == State.ENDED) {
        chosen = afterBlock();
      } else if (!next.leaves) {
        next.inJdk = true;
        next.state = State.BLOCKED;
        next.waitsFor = "something in the JDK";
        chosen = afterBlock();
      }
      next.leaves = false;
      next = over ? null : chosen;
    }
    current = null;
  }

  private String judgeEnd(SimulatedThread main) {
    boolean stuck = !over && main.state != State.ENDED;
    if (stuck) {
      problems.add("nobody can go on, and no timer runs");
    }
    for (SimulatedThread thread : threads) {
      boolean mayStay = thread == main || thread.name().equals("vitrine-watchdog");
      if (!over && !stuck && thread.state != State.ENDED && !mayStay) {
        problems.add("thread " + thread.name() + " is left over");
      }
    }
    return problems.isEmpty() ? "" : describeThreads();
  }

  private String describeThreads() {
    var text = new StringBuilder();
    for (SimulatedThread thread : threads) {
      if (thread.state != State.ENDED) {
        text.append(thread.name())
            .append(thread.isRunnable() ? ": could run" : ": waits for " + thread.waitsFor)
            .append('\n');
        for (StackTraceElement frame : thread.carrier.getStackTrace()) {
          if (!frame.getClassName().startsWith("java.")) {
            text.append("    at ").append(frame).append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  /// Lets those that are left unwind.
  private void endAll() {
    over = true;
    for (SimulatedThread thread : List.copyOf(threads)) {
      while (thread.state != State.ENDED && thread.canResume() && thread.over < MOST_OVER) {
        current = thread;
        thread.resume();
      }
    }
    current = null;
  }

  // ---- threads

  SimulatedThread current() {
    SimulatedThread running = current;
    if (running == null) {
      throw new AssertionError("no thread of the simulation runs");
    }
    return running;
  }

  @Nullable SimulatedThread of(Thread identity) {
    return byIdentity.get(identity);
  }

  /// Makes a thread and lets it run from now on.
  SimulatedThread add(Thread identity, Runnable body) {
    int index = threads.size();
    var holder = new SimulatedThread[1];
    var thread = new SimulatedThread(index, identity, () -> runThread(holder, body));
    holder[0] = thread;
    strategy.started(thread);
    threads.add(thread);
    byIdentity.put(identity, thread);
    thread.carrier.start();
    return thread;
  }

  private void runThread(SimulatedThread[] holder, Runnable body) {
    SimulatedThread self = holder[0];
    try {
      body.run();
    } catch (SimulationOver end) {
      // it was told to
    } catch (Throwable thrown) {
      problems.add("thread " + self.name() + " died: " + Outcome.stackOf(thrown));
    } finally {
      self.state = State.ENDED;
      self.joiners.forEach(this::wake);
    }
  }

  // ---- steps

  /// Here another thread may come first.
  void step(int site) {
    SimulatedThread self = current();
    if (over) {
      leave(self);
      return;
    }
    if (self.atomicDepth > 0) {
      return;
    }
    count(self, site);
    if (over) {
      chosen = null;
      suspend(self);
      return;
    }
    change(self, strategy.step(self, site, threads));
  }

  private void count(SimulatedThread self, int site) {
    self.lastSite = site;
    trace.add(self.index, site);
    now += stepNanos;
    if (now >= nextDeadline) {
      wakeDue();
    }
    if (++steps >= limits.mostSteps()) {
      over = true;
      problems.add("it goes on after " + steps + " steps, " + (now - EPOCH) / 1_000_000 + " ms");
    }
  }

  /// The running thread waits in a loop for what another one does. Where nobody else can run it may
  /// have been done already, after the thread had looked: so it looks once more before time passes.
  void spin() {
    SimulatedThread self = current();
    if (over) {
      leave(self);
      return;
    }
    if (self.atomicDepth > 0) {
      throw new AssertionError(self.name() + " spins where no other thread can run");
    }
    SimulatedThread next = strategy.afterSpin(self, threads);
    if (next == self && spunAlone != self) {
      spunAlone = self;
    } else if (next == self && nextDeadline != SimulatedThread.NO_DEADLINE) {
      now = Math.max(now, nextDeadline); // time passes
      wakeDue();
    }
    change(self, next);
  }

  private void change(SimulatedThread self, SimulatedThread next) {
    if (next != self) {
      chosen = next;
      leave(self);
    }
  }

  /// Suspends the running thread; comes back when it is chosen again.
  private void leave(SimulatedThread self) {
    if (over && ++self.over < MOST_OVER) {
      throw new SimulationOver();
    }
    suspend(self);
  }

  @SuppressWarnings("ThreadPriorityCheck") // its scheduler is ours
  private void suspend(SimulatedThread self) {
    self.leaves = true;
    Thread.yield();
    if (current != self) {
      throw new AssertionError(self.name() + " is pinned and can not give way");
    }
    self.leaves = false;
    if (over) {
      self.over++;
      throw new SimulationOver();
    }
  }

  // ---- waiting

  /// Suspends the running thread until [#wake].
  ///
  /// @param deadline when it wakes by itself
  /// @return false when the time was over
  boolean block(String waitsFor, long deadline) {
    SimulatedThread self = current();
    if (over) {
      leave(self);
    }
    if (self.atomicDepth > 0) {
      throw new AssertionError(self.name() + " waits where no other thread can run");
    }
    self.state = State.BLOCKED;
    self.waitsFor = waitsFor;
    self.deadline = deadline;
    nextDeadline = Math.min(nextDeadline, deadline);
    SimulatedThread next = afterBlock();
    if (next != self) {
      chosen = next; // null ends the run
      leave(self);
    }
    boolean inTime = self.deadline != 0;
    self.deadline = SimulatedThread.NO_DEADLINE;
    return inTime;
  }

  private @Nullable SimulatedThread afterBlock() {
    SimulatedThread next = strategy.afterBlock(threads);
    while (next == null && nextDeadline != SimulatedThread.NO_DEADLINE) {
      now = Math.max(now, nextDeadline);
      wakeDue();
      next = strategy.afterBlock(threads);
    }
    return next;
  }

  void wake(SimulatedThread thread) {
    if (thread.state == State.BLOCKED && !thread.inJdk) {
      thread.state = State.RUNNABLE;
      thread.interruptible = false;
      thread.parked = false;
    }
  }

  private void wakeDue() {
    nextDeadline = SimulatedThread.NO_DEADLINE;
    for (SimulatedThread thread : threads) {
      if (thread.state == State.BLOCKED && thread.deadline != 0) {
        if (thread.deadline <= now) {
          thread.deadline = 0;
          wake(thread);
        } else {
          nextDeadline = Math.min(nextDeadline, thread.deadline);
        }
      }
    }
  }

  /// As `LockSupport.park`: takes the permit, or waits for it; now and then it returns for no
  /// reason, as it may.
  void park(long deadline) {
    SimulatedThread self = current();
    if (!self.permit && !self.interrupted && !choices.onceIn(SPURIOUS)) {
      self.interruptible = true;
      self.parked = true;
      block("unpark", deadline);
    }
    self.permit = false;
  }

  void unpark(SimulatedThread thread) {
    thread.permit = true;
    if (thread.parked) {
      wake(thread);
    }
  }

  void interrupt(SimulatedThread thread) {
    thread.interrupted = true;
    if (thread.interruptible) {
      wake(thread);
    }
  }

  // ---- what the code under test asks for

  Monitors monitors() {
    return monitors;
  }

  boolean isOver() {
    return over;
  }

  long nanoTime() {
    return now;
  }

  long deadlineIn(long nanos) {
    return nanos >= Long.MAX_VALUE - now ? SimulatedThread.NO_DEADLINE : now + Math.max(nanos, 0);
  }

  int random(int bound) {
    return choices.below(bound);
  }

  long random() {
    return choices.next();
  }

  void problem(String text) {
    if (!over) {
      problems.add(text);
    }
  }
}
