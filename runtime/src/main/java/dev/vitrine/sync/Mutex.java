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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final MutexCore core = new MutexCore();

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
    return new Lock(placeIfWatched());
  }

  /// Takes the lock if nobody holds it.
  public Optional<Guard> tryLock() {
    long key = core.tryLock(Current.taskId(), placeIfWatched());
    return key == MutexCore.NO_KEY ? Optional.empty() : Optional.of(new Held(key));
  }

  private static @Nullable Location placeIfWatched() {
    return Resources.callerIfWatched();
  }

  /// Whether somebody holds it.
  public boolean isLocked() {
    return core.isHeld();
  }

  int waiting() {
    return core.waiting();
  }

  /// The lock in somebody's hands; [#close] gives it to the next. It may be closed by another task
  /// than the one that took it.
  public sealed interface Guard extends AutoCloseable {
    /// Lets the lock go. A second call does nothing.
    @Override
    void close();
  }

  private final class Held implements Guard {
    private final long key;

    private Held(long key) {
      this.key = key;
    }

    @Override
    public void close() {
      core.unlock(key);
    }
  }

  /// Waits for the lock, and is the guard once it has it: one object less for each time. What
  /// stands in line is made only if it has to: most find the lock free, and the smaller this object
  /// is, the less they cost (`mutex_uncontended`).
  private final class Lock implements Async<Guard>, Guard, Operation {
    private final @Nullable Location place;
    private MutexCore.@Nullable Waiter waiter; // null until it has to wait
    private long key = MutexCore.NO_KEY;

    Lock(@Nullable Location place) {
      this.place = place;
    }

    @Override
    public Poll<Guard> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      if (key != MutexCore.NO_KEY) {
        throw new IllegalStateException("polled again after it had finished");
      }
      long taskId = Current.taskId(cx);
      long given = waiter == null ? core.tryLock(taskId, place) : MutexCore.NO_KEY;
      if (given == MutexCore.NO_KEY) {
        given = lockOrWait(taskId, cx);
      }
      if (given == MutexCore.NO_KEY) {
        return cx.pending(this);
      }
      key = given;
      cx.progressed();
      return Poll.ready(this);
    }

    private long lockOrWait(long taskId, Context cx) {
      MutexCore.Waiter inLine = waiter;
      if (inLine == null) {
        inLine = new MutexCore.Waiter(place);
        waiter = inLine;
      }
      long given = core.tryLock(inLine, taskId);
      return given == MutexCore.NO_KEY ? core.lockOrWait(inLine, taskId, cx.waker()) : given;
    }

    @Override
    public void close() {
      core.unlock(key);
    }

    @Override
    public void cancel() {
      MutexCore.Waiter inLine = waiter;
      if (inLine != null) {
        core.cancel(inLine);
      }
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
      MutexCore.Waiter inLine = waiter;
      return inLine != null && inLine.isWaiting();
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
    MutexCore.Holder inside = core.holder();
    Attribute locked = Attribute.of("locked", isLocked());
    if (inside == null || inside.place() == null) {
      return List.of(locked);
    }
    return List.of(locked, Attribute.of("locked_at", inside.place().brief()));
  }

  @Override
  public long[] holderTaskIds() {
    MutexCore.Holder inside = core.holder();
    return inside == null || inside.taskId() == 0 ? NOBODY : new long[] {inside.taskId()};
  }

  @Override
  public OptionalLong heldSinceNanos() {
    MutexCore.Holder inside = core.holder();
    return inside == null ? OptionalLong.empty() : OptionalLong.of(inside.sinceNanos());
  }
}
