package dev.vitrine.deterministic;

import dev.vitrine.internal.jdk.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A thread of a simulation: the `Thread` that the code under test takes itself for, which is never
/// started, and the virtual thread that runs its code when the simulation wants it to.
final class SimulatedThread implements Executor {
  enum State {
    RUNNABLE,
    BLOCKED,
    ENDED
  }

  static final long NO_DEADLINE = Long.MAX_VALUE;

  final int index;
  final Thread identity;
  final Thread carrier;
  final List<SimulatedThread> joiners = new ArrayList<>();

  State state = State.RUNNABLE;
  boolean inJdk; // blocked in code of the JDK that is not ours to decide
  boolean leaves; // it gives way by itself, to whom the simulation has chosen
  boolean permit; // of LockSupport
  boolean interrupted;
  boolean interruptible; // it waits, and an interrupt ends that
  boolean parked; // it waits, and an unpark ends that
  long deadline = NO_DEADLINE;
  String waitsFor = "";
  int priority;
  int stepsInFavour; // since it got that priority
  int atomicDepth; // no change of threads while it is not 0
  int lastSite = -1;
  int over; // how often it has been told that the simulation is over

  private @Nullable Runnable next;

  SimulatedThread(int index, Thread identity, Runnable body) {
    this.index = index;
    this.identity = identity;
    carrier = VirtualThreads.create(this, identity.getName(), body);
  }

  String name() {
    return identity.getName();
  }

  /// Called by the JDK when the virtual thread can go on.
  @Override
  public void execute(Runnable step) {
    next = step;
    if (inJdk) {
      inJdk = false;
      state = State.RUNNABLE;
    }
  }

  /// Runs its code until it gives way, blocks or ends.
  void resume() {
    Runnable step = next;
    if (step == null) {
      throw new AssertionError(name() + " can not go on: " + carrier.getState());
    }
    next = null;
    step.run();
  }

  /// Whether the virtual thread has asked for another step.
  boolean canResume() {
    return next != null;
  }

  boolean isRunnable() {
    return state == State.RUNNABLE;
  }
}
