package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.Link;
import dev.vitrine.internal.concurrent.Ring;
import dev.vitrine.internal.concurrent.SpinLock;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.instrument.CoarseClock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A number of permits that tasks take and give back.
///
/// Strictly in order of arrival: one that asks for many at the head of the line is not overtaken by
/// those behind it that ask for few.
///
/// - **Threads:** any; nothing here blocks the caller.
public final class Semaphore implements Resource {
  /// The most permits there can be.
  public static final int MAX_PERMITS = PermitPool.MAX_PERMITS;

  /// How many holders are shown; to list them all would hold the lock too long.
  private static final int SHOWN_HOLDERS = 32;

  private final long resourceId = Resources.nextId();
  private final @Nullable Location madeAt = Resources.caller();
  private final PermitPool pool;
  private final SpinLock lock = new SpinLock();
  private final Ring<Held> held = new Ring<>(); // guarded by lock

  /// A semaphore with `permits` to take.
  ///
  /// @throws IllegalArgumentException unless `permits` is 0 to [#MAX_PERMITS]
  public Semaphore(int permits) {
    pool = new PermitPool(permits);
    Resources.made(this);
  }

  /// Waits for a permit and takes it.
  ///
  /// - **Cancellation:** loses the place in line, and no permit.
  ///
  /// @return fails with [ClosedException] once [#close] has been called
  public Async<Permit> acquire() {
    return acquire(1);
  }

  /// Waits for `permits` permits and takes them all at once, in order of arrival.
  ///
  /// - **Cancellation:** loses the place in line, and no permit.
  ///
  /// @return fails with [ClosedException] once [#close] has been called
  /// @throws IllegalArgumentException unless `permits` is 1 to [#MAX_PERMITS]
  public Async<Permit> acquire(int permits) {
    return new Acquire(inRange(permits));
  }

  /// Takes a permit if one is free.
  public Optional<Permit> tryAcquire() {
    return tryAcquire(1);
  }

  /// Takes `permits` permits if as many are free; while somebody waits none are.
  ///
  /// @return empty also after [#close]
  /// @throws IllegalArgumentException unless `permits` is 1 to [#MAX_PERMITS]
  public Optional<Permit> tryAcquire(int permits) {
    boolean taken = pool.tryAcquire(inRange(permits)) == PermitPool.Outcome.ACQUIRED;
    return taken ? Optional.of(new Held(permits)) : Optional.empty();
  }

  private static int inRange(int permits) {
    if (permits < 1 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException(
          "permits must be 1 to " + MAX_PERMITS + ": permits=" + permits);
    }
    return permits;
  }

  /// Puts `permits` new permits into circulation.
  ///
  /// @throws IllegalArgumentException if `permits` is negative
  /// @throws IllegalStateException if there would be more than [#MAX_PERMITS]
  public void addPermits(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits can not be negative: permits=" + permits);
    }
    pool.release(permits);
  }

  /// Takes up to `permits` free permits out of circulation.
  ///
  /// @return how many those were
  public int forgetPermits(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits can not be negative: permits=" + permits);
    }
    return pool.forget(permits);
  }

  /// How many permits are free.
  public int availablePermits() {
    return pool.free();
  }

  /// Lets those who wait and those who come fail with [ClosedException]. Permits that are held may
  /// be given back.
  public void close() {
    pool.close();
    Resources.gone(this);
  }

  public boolean isClosed() {
    return pool.isClosed();
  }

  int waiting() {
    return pool.waiting();
  }

  /// Permits that have been taken; [#close] gives them back.
  ///
  /// - **Threads:** any.
  public sealed interface Permit extends AutoCloseable {

    /// How many permits this stands for; 0 when they have been given back.
    int permits();

    /// Takes over the permits of `other`, which stands for none from then on.
    ///
    /// @throws IllegalArgumentException if `other` is of another semaphore, or this one itself
    void merge(Permit other);

    /// Parts with `permits` of these permits, which are given back on their own.
    ///
    /// @return empty if this stands for fewer: nothing has changed then
    /// @throws IllegalArgumentException unless `permits` is 1 to [Semaphore#MAX_PERMITS]
    Optional<Permit> split(int permits);

    /// Takes these permits out of circulation: they are not given back.
    void forget();

    /// Gives the permits back. A second call does nothing.
    @Override
    void close();
  }

  private final class Held extends Link implements Permit {
    private final long holderTaskId = Current.taskId();
    private final long sinceNanos = CoarseClock.now();
    private int permits; // guarded by lock; 0 once they are given back

    Held(int permits) {
      this(permits, null);
    }

    /// @param source what they are taken from, by one who has the lock; null for new ones
    private Held(int permits, @Nullable Held source) {
      this.permits = permits;
      if (source == null) {
        lock.lock();
        held.addLast(this);
        lock.unlock();
      } else {
        source.permits -= permits;
        held.addLast(this);
        if (source.permits == 0) {
          source.unlink();
        }
      }
    }

    @Override
    public int permits() {
      lock.lock();
      try {
        return permits;
      } finally {
        lock.unlock();
      }
    }

    private Semaphore semaphore() {
      return Semaphore.this;
    }

    @Override
    public void merge(Permit other) {
      Held taken = (Held) other;
      if (taken == this || taken.semaphore() != semaphore()) {
        throw new IllegalArgumentException(
            taken == this
                ? "a permit can not be merged with itself"
                : "only permits of one semaphore can be merged");
      }
      lock.lock();
      try {
        int sum = Math.addExact(permits, taken.permits);
        if (permits == 0 && sum > 0) {
          held.addLast(this);
        }
        permits = sum;
        taken.permits = 0;
        taken.unlink();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Optional<Permit> split(int parts) {
      inRange(parts);
      lock.lock();
      try {
        return parts <= permits ? Optional.of(new Held(parts, this)) : Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void forget() {
      settle();
    }

    @Override
    public void close() {
      pool.release(settle());
    }

    private int settle() {
      lock.lock();
      try {
        int had = permits;
        permits = 0;
        unlink();
        return had;
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Acquire extends PermitPool.Waiter implements Async<Permit>, Operation {
    Acquire(int permits) {
      super(permits);
    }

    @Override
    public Poll<Permit> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      return switch (pool.poll(this, cx)) {
        case WAITING -> cx.pending(this);
        case ACQUIRED -> {
          cx.progressed();
          yield Poll.ready(new Held(wanted()));
        }
        case CLOSED -> throw new ClosedException("the semaphore has been closed");
      };
    }

    @Override
    public void cancel() {
      pool.cancel(this);
    }

    @Override
    public String operation() {
      return "Semaphore.acquire";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(Semaphore.this);
    }

    @Override
    public boolean isRegistered() {
      return isWaiting();
    }

    @Override
    public List<Attribute> operationAttributes() {
      return List.of(Attribute.of("permits", wanted()));
    }
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "Semaphore";
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
    return List.of(Attribute.of("permits", pool.free()), Attribute.of("closed", pool.isClosed()));
  }

  @Override
  public long[] holderTaskIds() {
    long[] ids = new long[SHOWN_HOLDERS];
    int count = 0;
    lock.lock();
    try {
      for (Held permit = held.first();
          permit != null && count < SHOWN_HOLDERS;
          permit = held.after(permit)) {
        if (permit.holderTaskId != 0) {
          ids[count++] = permit.holderTaskId;
        }
      }
    } finally {
      lock.unlock();
    }
    return count == 0 ? NOBODY : Arrays.copyOf(ids, count);
  }

  @Override
  public OptionalLong heldSinceNanos() {
    lock.lock();
    try {
      Held first = held.first();
      return first == null ? OptionalLong.empty() : OptionalLong.of(first.sinceNanos);
    } finally {
      lock.unlock();
    }
  }
}
