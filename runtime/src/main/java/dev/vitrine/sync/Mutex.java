package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.instrument.CoarseClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A lock that a task may hold while it awaits something.
///
/// Handed on in order of arrival. It belongs to no thread and is not reentrant: a task that locks
/// it twice waits for itself.
///
/// ```java
/// try (var _ = mutex.lock().await()) {
///   // alone here
/// }
/// ```
///
/// - **Threads:** any; nothing here blocks the caller.
public final class Mutex implements Resource {
  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt = Resources.caller();
  private final PermitPool pool = new PermitPool(1);
  private volatile @Nullable Holder holder;

  /// Who is inside, since when, and where that was asked for if somebody watches.
  private record Holder(long taskId, long sinceNanos, @Nullable Location place) {}

  /// A lock that nobody holds.
  public Mutex() {
    Resources.made(this);
  }

  /// Waits for the lock and takes it.
  ///
  /// - **Cancellation:** loses the place in line.
  ///
  /// @return the guard, which has to be closed
  public Async<Guard> lock() {
    return new Lock(Resources.isWatched() ? Resources.caller() : null);
  }

  /// Takes the lock if nobody holds it.
  public Optional<Guard> tryLock() {
    if (pool.tryAcquire(1) != PermitPool.Outcome.ACQUIRED) {
      return Optional.empty();
    }
    holder =
        new Holder(
            Current.taskId(), CoarseClock.now(), Resources.isWatched() ? Resources.caller() : null);
    return Optional.of(new Guard());
  }

  /// Whether somebody holds it.
  public boolean isLocked() {
    return pool.free() == 0;
  }

  int waiting() {
    return pool.waiting();
  }

  /// The lock in somebody's hands; [#close] gives it to the next. It may be closed by another task
  /// than the one that took it.
  public final class Guard implements AutoCloseable {
    private final AtomicBoolean released = new AtomicBoolean();

    private Guard() {}

    /// Lets the lock go. A second call does nothing.
    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        unlock();
      }
    }
  }

  private void unlock() {
    holder = null; // before the next one is let in, who puts himself there
    pool.release(1);
  }

  private final class Lock extends PermitPool.Waiter implements Async<Guard>, Operation {
    private final @Nullable Location place;
    private long taskId;

    Lock(@Nullable Location place) {
      super(1);
      this.place = place;
    }

    @Override
    public Poll<Guard> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      taskId = Current.taskId();
      return switch (pool.poll(this, cx)) {
        case WAITING -> cx.pending(this);
        case ACQUIRED -> {
          cx.progressed();
          yield Poll.ready(new Guard());
        }
        case CLOSED -> throw new AssertionError("a mutex is never closed");
      };
    }

    /// The next one holds it as soon as it is his, not only when he has been polled.
    @Override
    void granted() {
      holder = new Holder(taskId, CoarseClock.now(), place);
    }

    @Override
    public void cancel() {
      pool.cancel(this);
    }

    @Override
    public String operation() {
      return "Mutex.lock";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(Mutex.this);
    }

    @Override
    public boolean isRegistered() {
      return isWaiting();
    }
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "Mutex";
  }

  @Override
  public Kind resourceKind() {
    return Kind.SYNC;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.ofNullable(madeAt);
  }

  @Override
  public List<Attribute> attributes() {
    Holder inside = holder;
    Attribute locked = Attribute.of("locked", isLocked());
    if (inside == null || inside.place == null) {
      return List.of(locked);
    }
    return List.of(locked, Attribute.of("locked_at", inside.place.brief()));
  }

  @Override
  public long[] holderTaskIds() {
    Holder inside = holder;
    return inside == null || inside.taskId == 0 ? NOBODY : new long[] {inside.taskId};
  }

  @Override
  public OptionalLong heldSinceNanos() {
    Holder inside = holder;
    return inside == null ? OptionalLong.empty() : OptionalLong.of(inside.sinceNanos);
  }
}
