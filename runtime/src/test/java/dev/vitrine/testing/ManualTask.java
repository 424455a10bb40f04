package dev.vitrine.testing;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Operation;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An operation polled by hand: counts its wakes, knows the leaf it waits in, and has a budget of
/// its own at each poll.
///
/// - **Threads:** one polls; wakes may come from any.
public final class ManualTask<T extends @Nullable Object> {
  private static final int BUDGET = 128;
  private static final long PATIENCE_SECONDS = 20;

  private final Async<T> operation;
  private final AtomicInteger wakes = new AtomicInteger();
  private final Semaphore woken = new Semaphore(0);
  private Waker waker = newWaker();
  private int budget = BUDGET;
  private int budgetLeft;
  private int yields;
  private boolean isPending;
  private @Nullable Async<?> leaf;

  private ManualTask(Async<T> operation) {
    this.operation = operation;
  }

  /// A task that has not been polled yet.
  public static <T extends @Nullable Object> ManualTask<T> of(Async<T> operation) {
    return new ManualTask<>(operation);
  }

  /// A task that has been polled once and is pending.
  public static <T extends @Nullable Object> ManualTask<T> pending(Async<T> operation) {
    ManualTask<T> task = of(operation);
    task.assertPending();
    return task;
  }

  /// The value of an operation that is ready at its first poll.
  public static <T extends @Nullable Object> T now(Async<T> operation) {
    return of(operation).assertReady();
  }

  /// Polls on the calling thread, and blocks it between wakes, until the operation has finished.
  public static <T extends @Nullable Object> T run(Async<T> operation) {
    return of(operation).runToEnd();
  }

  /// Polls until the operation has finished, but after a pending answer only once it has been
  /// woken.
  public T runToEnd() {
    while (true) {
      if (isPending) {
        awaitWake();
      }
      Poll<T> answer = poll();
      if (!answer.isPending()) {
        return answer.value();
      }
    }
  }

  /// Blocks until somebody wakes the task.
  public void awaitWake() {
    try {
      if (!woken.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "not woken within " + PATIENCE_SECONDS + " s; it waits in " + describeLeaf());
      }
      woken.drainPermits();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a wake", e);
    }
  }

  public Poll<T> poll() {
    leaf = null;
    budgetLeft = budget;
    Poll<T> answer = operation.poll(new ManualContext());
    isPending = answer.isPending();
    return answer;
  }

  public Poll<@Nullable Void> pollCancel() {
    leaf = null;
    budgetLeft = budget;
    return operation.pollCancel(new ManualContext());
  }

  /// Cancels the operation, which must be done with it at once.
  public void cancel() {
    if (pollCancel().isPending()) {
      throw new AssertionError("still cancelling: " + operation);
    }
  }

  public ManualTask<T> assertPending() {
    Poll<T> answer = poll();
    if (!answer.isPending()) {
      throw new AssertionError("ready with " + answer.value() + " and should be pending");
    }
    return this;
  }

  public T assertReady() {
    Poll<T> answer = poll();
    if (answer.isPending()) {
      throw new AssertionError("pending and should be ready; it waits in " + describeLeaf());
    }
    return answer.value();
  }

  /// The next polls bring another waker, as after a move to another task.
  public ManualTask<T> withNewWaker() {
    waker = newWaker();
    return this;
  }

  /// The next polls bring `waker`.
  public ManualTask<T> withWaker(Waker waker) {
    this.waker = waker;
    return this;
  }

  /// The units that each poll has from now on.
  public ManualTask<T> withBudget(int units) {
    budget = units;
    return this;
  }

  /// The units that the last poll left over.
  public int budgetLeft() {
    return budgetLeft;
  }

  /// How often the task was woken so far.
  public int wakes() {
    return wakes.get();
  }

  public boolean isWoken() {
    return wakes.get() > 0;
  }

  /// How often it asked to be polled again after the drivers.
  public int yields() {
    return yields;
  }

  /// The leaf that the last poll recorded.
  public @Nullable Async<?> leaf() {
    return leaf;
  }

  /// The leaf that the last poll recorded, which must be an operation that a console can show.
  public Operation operation() {
    if (leaf instanceof Operation shown) {
      return shown;
    }
    throw new AssertionError("waits in no operation: " + leaf);
  }

  private String describeLeaf() {
    return leaf instanceof Operation shown ? shown.operation() : String.valueOf(leaf);
  }

  private Waker newWaker() {
    return () -> {
      wakes.incrementAndGet();
      woken.release();
    };
  }

  private final class ManualContext extends Context {
    @Override
    public Waker waker() {
      return waker;
    }

    @Override
    public boolean proceed() {
      if (budgetLeft > 0) {
        return true;
      }
      waker.wake();
      return false;
    }

    @Override
    public void progressed() {
      budgetLeft--;
    }

    @Override
    public <U extends @Nullable Object> Poll<U> pending(Async<U> where) {
      leaf = where;
      return Poll.pending();
    }

    @Override
    public void yieldNow() {
      yields++;
      waker.wake();
    }
  }
}
