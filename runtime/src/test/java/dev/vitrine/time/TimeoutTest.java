package dev.vitrine.time;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Branches;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimeoutTest {
  private static final Duration LIMIT = Duration.ofMillis(10);
  private final ManualTime time = new ManualTime();
  private final Scripted inner = new Scripted();

  @AfterEach
  void wheelIsEmpty() {
    assertEquals(0, time.timers().size(), "timers left behind");
    time.close();
  }

  /// An operation that answers what the test says.
  private static final class Scripted implements Async<String> {
    @Nullable String value;
    @Nullable RuntimeException failure;
    boolean isCancelled;
    boolean endsCancelling = true;
    boolean eatsBudget;
    @Nullable RuntimeException cancelFailure;
    boolean isUnspeakable;

    @Override
    public Poll<String> poll(Context cx) {
      assertFalse(isCancelled, "polled after it was cancelled");
      if (failure != null) {
        throw failure;
      }
      while (eatsBudget && cx.proceed()) {
        cx.progressed();
      }
      return value == null ? cx.pending(this) : Poll.ready(value);
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
      isCancelled = true;
      if (cancelFailure != null) {
        throw cancelFailure;
      }
      return endsCancelling ? Poll.done() : Poll.pending();
    }

    @Override
    public String toString() {
      if (isUnspeakable) {
        throw new IllegalStateException("there is no text");
      }
      return "scripted";
    }
  }

  @Test
  void passesTheValueOn() {
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    inner.value = "done";
    assertEquals("done", task.assertReady());
    assertFalse(inner.isCancelled);
  }

  @Test
  void passesTheFailureOn() {
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    inner.failure = new IllegalStateException("inner");
    assertSame(inner.failure, assertThrows(IllegalStateException.class, task::poll));
  }

  @Test
  void readyOperationWinsEvenIfItIsLate() {
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.advance(LIMIT.multipliedBy(5));
    inner.value = "late";
    assertEquals("late", task.assertReady());
  }

  @Test
  void failsAtTheDeadlineAndCancels() {
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.advance(LIMIT);
    assertEquals(1, task.wakes());
    assertThrows(ElapsedException.class, task::poll);
    assertTrue(inner.isCancelled);
  }

  @Test
  void answersOnlyWhenTheCancellationIsDone() {
    inner.endsCancelling = false;
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.advance(LIMIT);
    task.assertPending();
    assertTrue(inner.isCancelled);
    task.assertPending();
    inner.endsCancelling = true;
    assertThrows(ElapsedException.class, task::poll);
  }

  @Test
  void operationThatUsesUpTheBudgetIsStoppedAllTheSame() {
    inner.eatsBudget = true;
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    assertEquals(0, task.budgetLeft());
    time.advance(LIMIT);
    assertThrows(ElapsedException.class, task::poll);
  }

  @Test
  void cancellingCancelsTheOperationFirst() {
    inner.endsCancelling = false;
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    assertTrue(task.pollCancel().isPending());
    assertTrue(inner.isCancelled);
    inner.endsCancelling = true;
    task.cancel();
  }

  @Test
  void zeroPollsTheOperationOnce() {
    inner.value = "at once";
    assertEquals("at once", ManualTask.now(Time.timeout(Duration.ZERO, inner)));
    var pending = ManualTask.of(Time.timeout(Duration.ZERO, new Scripted()));
    assertThrows(ElapsedException.class, pending::poll);
  }

  /// The operation may belong to a runtime that lives on.
  @Test
  void cancelsTheOperationWhenTheTimerIsShutDown() {
    inner.endsCancelling = false;
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.timers().shutdown();
    assertEquals(1, task.wakes());
    task.assertPending();
    assertTrue(inner.isCancelled);
    inner.endsCancelling = true;
    assertThrows(RuntimeShutdownException.class, task::poll);
  }

  @Test
  void aFailureToCancelIsSuppressedInWhatItEndsWith() {
    inner.cancelFailure = new IllegalStateException("cancel");
    var late = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.advance(LIMIT);
    var elapsed = assertThrows(ElapsedException.class, late::poll);
    assertArrayEquals(new Throwable[] {inner.cancelFailure}, elapsed.getSuppressed());
  }

  @Test
  void anOperationWhoseTextFailsEndsLikeAnyOther() {
    inner.isUnspeakable = true;
    var task = ManualTask.pending(Time.timeout(LIMIT, inner));
    time.advance(LIMIT);
    var elapsed = assertThrows(ElapsedException.class, task::poll);
    assertTrue(String.valueOf(elapsed.getMessage()).endsWith(Scripted.class.getName()));
  }

  @Test
  void showsBothBranches() {
    Async<String> timeout = Time.timeout(LIMIT, inner);
    var task = ManualTask.pending(timeout);
    assertSame(timeout, task.leaf());
    List<Async<?>> branches = ((Branches) timeout).branches();
    assertEquals(2, branches.size());
    assertSame(inner, branches.getFirst());
    task.cancel();
    assertEquals(List.of(), ((Branches) timeout).branches());
  }
}
