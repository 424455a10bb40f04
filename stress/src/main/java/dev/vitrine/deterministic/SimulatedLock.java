package dev.vitrine.deterministic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The lock that rewritten code gets when it makes a `ReentrantLock`: whoever comes first after it
/// was given back has it.
///
/// Public for that code only. What is not simulated refuses.
public final class SimulatedLock extends ReentrantLock {
  private static final long serialVersionUID = 1;

  private transient @Nullable SimulatedThread owner;
  private transient int held;
  private final transient List<SimulatedThread> waiting = new ArrayList<>();

  public SimulatedLock() {}

  @Override
  public void lock() {
    Simulation simulation = Points.running();
    if (simulation == null) {
      return;
    }
    SimulatedThread self = simulation.current();
    while (owner != null && owner != self) {
      waiting.add(self);
      simulation.block("a lock of " + owner.name(), SimulatedThread.NO_DEADLINE);
      waiting.remove(self);
    }
    owner = self;
    held++;
  }

  @Override
  public boolean tryLock() {
    Simulation simulation = Points.running();
    if (simulation == null) {
      return true;
    }
    SimulatedThread self = simulation.current();
    if (owner != null && owner != self) {
      return false;
    }
    owner = self;
    held++;
    return true;
  }

  @Override
  public void unlock() {
    Simulation simulation = Points.running();
    if (simulation == null || simulation.isOver()) {
      return;
    }
    if (owner != simulation.current()) {
      throw new IllegalMonitorStateException("unlocked by " + simulation.current().name());
    }
    if (--held == 0) {
      owner = null;
      waiting.forEach(simulation::wake);
    }
  }

  @Override
  public boolean isHeldByCurrentThread() {
    Simulation simulation = Points.running();
    return simulation != null && owner == simulation.current();
  }

  @Override
  public boolean isLocked() {
    return owner != null;
  }

  @Override
  public void lockInterruptibly() {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public Condition newCondition() {
    return new Waiting();
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private final class Waiting implements Condition {
    private final ArrayDeque<SimulatedThread> waiters = new ArrayDeque<>();

    @Override
    public void await() throws InterruptedException {
      await(SimulatedThread.NO_DEADLINE);
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
      Simulation simulation = simulation();
      long deadline = simulation.deadlineIn(nanos);
      await(deadline);
      return deadline == SimulatedThread.NO_DEADLINE ? nanos : deadline - simulation.nanoTime();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
      return awaitNanos(unit.toNanos(time)) > 0;
    }

    private void await(long deadline) throws InterruptedException {
      Simulation simulation = simulation();
      SimulatedThread self = simulation.current();
      Points.throwIfInterrupted(self);
      int depth = held;
      held = 1;
      waiters.add(self);
      unlock();
      self.interruptible = true;
      simulation.block("a condition", deadline);
      boolean signalled = !waiters.remove(self);
      lock();
      held = depth;
      if (!signalled) {
        Points.throwIfInterrupted(self);
      }
    }

    @Override
    public void signal() {
      SimulatedThread first = waiters.poll();
      if (first != null) {
        simulation().wake(first);
      }
    }

    @Override
    public void signalAll() {
      waiters.forEach(simulation()::wake);
      waiters.clear();
    }

    private Simulation simulation() {
      Simulation simulation = Points.running();
      if (simulation == null || owner != simulation.current()) {
        throw new IllegalMonitorStateException("the lock is not held");
      }
      return simulation;
    }

    @Override
    public void awaitUninterruptibly() {
      throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public boolean awaitUntil(Date deadline) {
      throw new UnsupportedOperationException("not simulated");
    }
  }
}
