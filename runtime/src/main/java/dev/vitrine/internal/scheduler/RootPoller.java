package dev.vitrine.internal.scheduler;

import dev.vitrine.internal.context.Polling;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.instrument.PollStats;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.Schedule;
import dev.vitrine.internal.task.TaskCell;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread in `blockOn`: whether its root wants to be polled, and the thread's sleep while it does
/// not.
final class RootPoller implements Polling, ForwardingSchedule {
  private final Schedule home;
  private final OwnedTasks roots;
  private final AwakeRoots awake;
  private final PollStats stats;
  private final Thread thread;
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private volatile Runnable wakeThread;

  /// @param awake where it counts while its root is ready or polled
  RootPoller(Schedule home, OwnedTasks roots, AwakeRoots awake, PollStats stats) {
    this.home = home;
    this.roots = roots;
    this.awake = awake;
    this.stats = stats;
    thread = Thread.currentThread();
    wakeThread = this::unpark;
    awake.woke();
  }

  private void unpark() {
    LockSupport.unpark(thread);
  }

  /// From now on the thread sleeps on a driver, which `wake` ends.
  void sleepsOn(Runnable wake) {
    wakeThread = wake;
  }

  /// From now on it sleeps by itself again. A wake that comes meanwhile may end the driver's wait
  /// instead, but is seen: it marks the root as ready before it looks whom to wake.
  void sleepsAlone() {
    wakeThread = this::unpark;
  }

  /// Polls the root if it has been woken since the last call.
  void poll(TaskCell<?> root, ThreadContext context) {
    if (!ready.getAndSet(false)) {
      return;
    }
    try {
      root.run(context, false);
      context.queuePutOff();
    } finally {
      awake.slept();
    }
  }

  /// The root is left as it is: it has ended, or its thread can not go on.
  void leave() {
    if (ready.getAndSet(false)) {
      awake.slept();
    }
  }

  boolean isReady() {
    return ready.get();
  }

  /// Sleeps until the root is woken, or [#nudge]. An interrupt is kept for later.
  void sleep() {
    stats.interrupted();
    boolean interrupted = false;
    while (!ready.get() && !nudged.getAndSet(false)) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      thread.interrupt();
    }
  }

  private final AtomicBoolean nudged = new AtomicBoolean();

  /// Ends a [#sleep] although the root is not ready.
  void nudge() {
    nudged.set(true);
    LockSupport.unpark(thread);
  }

  @Override
  public void schedule(TaskCell<?> task, boolean yields, @Nullable ThreadContext here) {
    if (!ready.getAndSet(true)) {
      awake.woke();
    }
    if (Thread.currentThread() != thread) {
      wakeThread.run();
    }
  }

  @Override
  public Schedule home() {
    return home;
  }

  @Override
  public OwnedTasks owned() {
    return roots;
  }

  @Override
  public int workerIndex() {
    return -1;
  }

  @Override
  public PollStats stats() {
    return stats;
  }
}
