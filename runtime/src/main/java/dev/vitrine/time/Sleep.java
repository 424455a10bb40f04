package dev.vitrine.time;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.timer.TimerEntry;
import dev.vitrine.internal.timer.TimerHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/// Waits until a deadline. Made by [Time#sleep] and [Time#sleepUntil].
///
/// It is registered with the timer at its first poll. [#reset] moves the deadline, also after it
/// has been reached; the same sleep may then be awaited once more.
///
/// - **Threads:** the task that polls it.
/// - **Cancellation:** safe; nothing is lost.
/// - **Errors:** [RuntimeShutdownException] when the runtime is closed before the deadline.
public final class Sleep implements Async<@Nullable Void>, Operation, Resource {
  private static final AtomicLongFieldUpdater<Sleep> ID =
      AtomicLongFieldUpdater.newUpdater(Sleep.class, "resourceId");

  private final String type;
  private final String operation;
  private final TimerHandle timer;
  private final TimerEntry entry;
  private final @Nullable Location madeAt;
  private volatile long deadlineNanos;
  private volatile long resourceId;

  Sleep(String operation, TimerHandle timer, long deadlineNanos) {
    this("Sleep", operation, timer, deadlineNanos);
  }

  Sleep(String type, String operation, TimerHandle timer, long deadlineNanos) {
    this.type = type;
    this.operation = operation;
    this.timer = timer;
    this.deadlineNanos = deadlineNanos;
    entry = timer.entry();
    madeAt = Resources.callerIfWatched();
    Resources.made(this);
  }

  /// When it ends.
  public Deadline deadline() {
    return new Deadline(deadlineNanos);
  }

  /// Whether the deadline has passed.
  public boolean isElapsed() {
    return timer.clock().nanos() - deadlineNanos >= 0;
  }

  /// Moves the end to `deadline`, earlier or later. A task that waits in it now is woken at the new
  /// time; moving to a later one is cheap.
  public void reset(Deadline deadline) {
    deadlineNanos = deadline.nanos();
    entry.reset(deadlineNanos);
  }

  /// Moves the end to `duration` from now.
  ///
  /// @throws IllegalArgumentException if `duration` is negative
  public void reset(Duration duration) {
    reset(new Deadline(Time.after(timer, duration)));
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (pollElapsed(cx)) {
      gone();
      cx.progressed();
      return Poll.done();
    }
    return cx.pending(this);
  }

  /// A poll that neither asks for budget nor takes any.
  boolean pollElapsed(Context cx) {
    if (entry.isElapsed(deadlineNanos)) {
      return true;
    }
    return switch (entry.poll(deadlineNanos, cx.waker())) {
      case WAITING -> false;
      case ELAPSED -> true;
      case SHUTDOWN -> {
        gone(); // nobody will wait for it any more
        throw new RuntimeShutdownException(operation);
      }
    };
  }

  long now() {
    return timer.clock().nanos();
  }

  @Override
  public void cancel() {
    deregister();
    gone();
  }

  /// Nobody waits for it any more, for now.
  void deregister() {
    entry.cancel();
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public Optional<Resource> resource() {
    return Optional.of(this);
  }

  @Override
  public boolean isRegistered() {
    return entry.isRegistered();
  }

  private void gone() {
    if (resourceId != 0) {
      Resources.gone(this);
    }
  }

  @Override
  public long resourceId() {
    long id = resourceId;
    if (id == 0) {
      long fresh = Resources.nextId();
      id = ID.compareAndSet(this, 0, fresh) ? fresh : resourceId;
    }
    return id;
  }

  @Override
  public String resourceType() {
    return type;
  }

  @Override
  public Kind resourceKind() {
    return Kind.TIMER;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.ofNullable(madeAt);
  }

  @Override
  public List<Attribute> attributes() {
    long left = deadlineNanos - timer.clock().nanos();
    return List.of(Attribute.of("remaining", Math.max(left, 0) / 1_000_000, "ms"));
  }
}
