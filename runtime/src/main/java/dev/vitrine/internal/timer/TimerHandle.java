package dev.vitrine.internal.timer;

import dev.vitrine.future.Waker;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.concurrent.WakeBatch;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.internal.timer.TimerEntry.Outcome;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The timers of a runtime: what sleeping operations share with the driver that wakes them.
///
/// A tick is a millisecond since the clock was made. Deadlines are rounded up to a tick and the
/// present is rounded down, so a timer is never early.
///
/// - **Threads:** any; of the driver's methods, one thread at a time.
public final class TimerHandle {
  /// The value of `sleepsUntil` while the driver does not sleep: it looks at the wheel before it
  /// does so again.
  private static final long AWAKE = Long.MIN_VALUE;

  private final Clock clock;
  private final Runnable unpark;
  private final long originNanos;

  private final SpinLock lock = new SpinLock();
  private final Wheel wheel = new Wheel(); // guarded by lock
  private long sleepsUntil = AWAKE; // a tick; guarded by lock
  private volatile boolean shutdown; // written under lock

  /// @param unpark ends the driver's sleep; called outside every lock, by any thread
  public TimerHandle(Clock clock, Runnable unpark) {
    this.clock = clock;
    this.unpark = unpark;
    originNanos = clock.originNanos();
    new WakeBatch().wakeAll(); // load its class now, not while the lock is held
  }

  /// The clock that deadlines are read on.
  public Clock clock() {
    return clock;
  }

  /// A new entry, not yet in the wheel.
  public TimerEntry entry() {
    return new TimerEntry(this);
  }

  /// Whether the driver has been shut down: nothing will fire any more.
  public boolean isShutdown() {
    return shutdown;
  }

  /// How many entries wait.
  public int size() {
    lock.lock();
    try {
      return wheel.size();
    } finally {
      lock.unlock();
    }
  }

  /// How long until the next entry may fire; empty when none waits.
  public OptionalLong nextInNanos() {
    lock.lock();
    try {
      long tick = wheel.nextTick();
      return tick == Wheel.NONE
          ? OptionalLong.empty()
          : OptionalLong.of(Math.max(0, originNanos + tick * Clock.TICK_NANOS - clock.nanos()));
    } finally {
      lock.unlock();
    }
  }

  // The driver's side.

  /// Announces that the driver is about to sleep. An entry that is registered from now on and comes
  /// earlier than the answer ends the sleep; [#endSleep] takes this back.
  ///
  /// @return when to look again, by the clock, or `Long.MAX_VALUE` when no entry waits
  public long beginSleep() {
    lock.lock();
    try {
      sleepsUntil = wheel.nextTick();
      return sleepsUntil == Wheel.NONE
          ? Long.MAX_VALUE
          : originNanos + sleepsUntil * Clock.TICK_NANOS;
    } finally {
      lock.unlock();
    }
  }

  /// The driver is awake again.
  public void endSleep() {
    lock.lock();
    sleepsUntil = AWAKE;
    lock.unlock();
  }

  /// Fires what is due by the clock.
  public void fireDue() {
    var batch = new WakeBatch();
    long now = (clock.nanos() - originNanos) / Clock.TICK_NANOS;
    boolean more;
    do {
      lock.lock();
      try {
        more = collectDue(now, batch);
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
  }

  /// Ends all entries with [Outcome#SHUTDOWN], those that come later too. A second call does
  /// nothing.
  public void shutdown() {
    var batch = new WakeBatch();
    boolean more;
    do {
      lock.lock();
      try {
        shutdown = true;
        more = collectAll(batch);
      } finally {
        lock.unlock();
      }
      batch.wakeAll();
    } while (more);
  }

  private boolean collectDue(long now, WakeBatch batch) {
    while (!batch.isFull()) {
      TimerEntry entry = wheel.pollDue(now);
      if (entry == null) {
        return false;
      }
      fireOrPutBack(entry, now, batch);
    }
    return true;
  }

  private void fireOrPutBack(TimerEntry entry, long now, WakeBatch batch) {
    while (true) {
      long tick = entry.word();
      if (tick > now || tick > wheel.elapsed()) {
        wheel.insert(entry, tick);
        return;
      }
      if (entry.casFired(tick)) {
        batch.add(entry.takeWaker());
        return;
      }
    }
  }

  private boolean collectAll(WakeBatch batch) {
    while (!batch.isFull()) {
      TimerEntry entry = wheel.pollAny();
      if (entry == null) {
        return false;
      }
      entry.end(TimerEntry.SHUTDOWN);
      batch.add(entry.takeWaker());
    }
    return true;
  }

  // The entries' side.

  long tickOf(long deadline) {
    long ticks = Math.ceilDiv(deadline - originNanos, Clock.TICK_NANOS);
    return Math.max(ticks, 0);
  }

  boolean isDue(long deadline) {
    return !shutdown && deadline - clock.nanos() <= 0;
  }

  Outcome register(TimerEntry entry, long deadline, Waker waker) {
    long tick = tickOf(deadline);
    boolean wakeDriver;
    lock.lock();
    try {
      if (shutdown) {
        entry.end(TimerEntry.SHUTDOWN);
        return Outcome.SHUTDOWN;
      }
      if (tick <= wheel.elapsed()) {
        entry.end(TimerEntry.FIRED);
        return Outcome.ELAPSED;
      }
      entry.enter(tick, waker);
      wheel.insert(entry, tick);
      wakeDriver = tick < sleepsUntil;
    } finally {
      lock.unlock();
    }
    if (wakeDriver) {
      unpark.run();
    }
    return Outcome.WAITING;
  }

  Outcome replaceWaker(TimerEntry entry, Waker waker) {
    lock.lock();
    try {
      if (entry.isInWheel()) {
        entry.waker(waker);
        return Outcome.WAITING;
      }
      return entry.word() == TimerEntry.SHUTDOWN ? Outcome.SHUTDOWN : Outcome.ELAPSED;
    } finally {
      lock.unlock();
    }
  }

  void move(TimerEntry entry, long deadline) {
    long tick = tickOf(deadline);
    boolean due = isDue(deadline);
    @Nullable Waker wakeNow = null;
    boolean wakeDriver = false;
    lock.lock();
    try {
      if (shutdown) {
        entry.end(TimerEntry.SHUTDOWN);
      } else if (!entry.isInWheel()) {
        entry.end(TimerEntry.IDLE);
      } else {
        wheel.remove(entry);
        if (due || tick <= wheel.elapsed()) {
          entry.end(TimerEntry.FIRED);
          wakeNow = entry.takeWaker();
        } else {
          entry.end(tick);
          wheel.insert(entry, tick);
          wakeDriver = tick < sleepsUntil;
        }
      }
    } finally {
      lock.unlock();
    }
    Wakes.wake(wakeNow);
    if (wakeDriver) {
      unpark.run();
    }
  }

  void remove(TimerEntry entry) {
    lock.lock();
    try {
      if (entry.isInWheel()) {
        wheel.remove(entry);
        entry.end(TimerEntry.IDLE);
        entry.takeWaker();
      }
    } finally {
      lock.unlock();
    }
  }
}
