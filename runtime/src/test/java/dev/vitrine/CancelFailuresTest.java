package dev.vitrine;

import static dev.vitrine.Tasks.async;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Join;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Select;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.TaskFailedException;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.Stress;
import dev.vitrine.time.ElapsedException;
import dev.vitrine.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is thrown while something is cancelled, besides the cancellation, finds somebody.
@Timeout(60)
class CancelFailuresTest {
  /// Long enough for a block to begin: one that has not, has no `finally` block to run.
  private static final Duration UNTIL_BEGUN = Duration.ofMillis(100);

  private final LinkedBlockingQueue<TaskFailedException> unjoined = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<TaskView> terminated = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final IllegalStateException thrown = new IllegalStateException("in a finally block");

  private AsyncRuntime runtime(Flavour flavour) {
    return flavour.builder().onUnjoinedFailure(unjoined::add).build();
  }

  private int waits() {
    begun.countDown();
    Async<Integer> never = _ -> Poll.pending();
    return never.await();
  }

  /// Runs the tasks of a current-thread runtime as well.
  private void untilBegun() {
    while (begun.getCount() > 0) {
      yieldNow().await();
    }
  }

  private int failsInFinally() {
    try {
      return waits();
    } finally {
      fails();
    }
  }

  private void fails() {
    throw thrown;
  }

  /// A resource whose end fails.
  private final class Fails implements AutoCloseable {
    @Override
    public void close() {
      throw thrown;
    }
  }

  private int failsInClose() {
    try (var _ = new Fails()) {
      return waits();
    }
  }

  /// An operation that can not be cancelled without a failure.
  private final class FailsToCancel implements Async<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) {
      begun.countDown();
      return cx.pending(this);
    }

    @Override
    public void cancel() {
      throw thrown;
    }
  }

  private List<Throwable> suppressedWhenAborted(Flavour flavour, Async<?> body) throws Exception {
    try (var runtime = runtime(flavour)) {
      JoinHandle<?> task = runtime.spawn(body);
      runtime.blockOn(this::untilBegun);
      task.abort();
      var cancelled = assertThrows(TaskCancelledException.class, () -> runtime.blockOn(task));
      assertEquals(task.id(), cancelled.taskId());
      return List.of(cancelled.getSuppressed());
    } finally {
      assertNull(unjoined.poll(), "it has been joined");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoJoinsAnAbortedBlockSeesWhatItsFinallyThrew(Flavour flavour) throws Exception {
    assertEquals(List.of(thrown), suppressedWhenAborted(flavour, async(this::failsInFinally)));
  }

  @ParameterizedTest
  @EnumSource
  void andWhatTheCloseOfAResourceThrew(Flavour flavour) throws Exception {
    assertEquals(List.of(thrown), suppressedWhenAborted(flavour, async(this::failsInClose)));
  }

  @ParameterizedTest
  @EnumSource
  void andWhatABlockInsideItThrew(Flavour flavour) throws Exception {
    assertEquals(
        List.of(thrown),
        suppressedWhenAborted(flavour, async(() -> async(this::failsInFinally).await())));
  }

  @ParameterizedTest
  @EnumSource
  void andWhatABranchThrew(Flavour flavour) throws Exception {
    assertEquals(
        List.of(thrown),
        suppressedWhenAborted(flavour, Join.all(async(this::failsInFinally), async(this::waits))));
  }

  @ParameterizedTest
  @EnumSource
  void andWhatTheOperationThrewThatItAwaited(Flavour flavour) throws Exception {
    assertEquals(
        List.of(thrown), suppressedWhenAborted(flavour, async(() -> new FailsToCancel().await())));
  }

  @ParameterizedTest
  @EnumSource
  void soDoesWhoJoinsAPolledBody(Flavour flavour) throws Exception {
    assertEquals(List.of(thrown), suppressedWhenAborted(flavour, new FailsToCancel()));
  }

  @ParameterizedTest
  @EnumSource
  void theCancellationAloneIsNothingToTell(Flavour flavour) throws Exception {
    assertEquals(List.of(), suppressedWhenAborted(flavour, async(this::wraps)));
  }

  @ParameterizedTest
  @EnumSource
  void norIsTheInterruptThatABlockSeesInTheCodeOfTheJdk(Flavour flavour) throws Exception {
    Async<Integer> body =
        async(
            () -> {
              begun.countDown();
              Thread.sleep(Duration.ofHours(1));
              return 1;
            });
    assertEquals(List.of(), suppressedWhenAborted(flavour, body));
  }

  private int wraps() {
    try {
      return waits();
    } catch (TaskCancelledException cancelled) {
      throw new IllegalStateException("wrapped", cancelled);
    }
  }

  private void assertReportedWhenNobodyJoins(Flavour flavour, Async<?> body) throws Exception {
    try (var runtime =
        flavour
            .builder()
            .onUnjoinedFailure(unjoined::add)
            .onTaskTerminate(terminated::add)
            .build()) {
      JoinHandle<?> task = runtime.spawn(body);
      task.detach();
      runtime.blockOn(this::untilBegun);
      task.abort();
      runtime.blockOn(
          () -> {
            while (!task.isFinished()) {
              yieldNow().await();
            }
          });
      assertReported(task.id());
      // Whoever joins may go on before the hook is called.
      Stress.await(
          () -> terminated.stream().anyMatch(one -> one.id() == task.id()), "the hook is told");
      TaskView ended =
          terminated.stream().filter(one -> one.id() == task.id()).findAny().orElseThrow();
      assertEquals(TaskView.Outcome.CANCELLED, ended.outcome());
    }
    assertNull(unjoined.poll(), "told twice");
  }

  private void assertReported(long taskId) throws InterruptedException {
    TaskFailedException failure = unjoined.poll(30, TimeUnit.SECONDS);
    assertNotNull(failure, "nobody was told");
    assertEquals(taskId, failure.taskId());
    assertSame(thrown, failure.getCause());
  }

  @ParameterizedTest
  @EnumSource
  void whenNobodyJoinsItIsReported(Flavour flavour) throws Exception {
    assertReportedWhenNobodyJoins(flavour, async(this::failsInFinally));
  }

  @ParameterizedTest
  @EnumSource
  void soIsThatOfAPolledBody(Flavour flavour) throws Exception {
    assertReportedWhenNobodyJoins(flavour, new FailsToCancel());
  }

  @ParameterizedTest
  @EnumSource
  void aBranchThatHasLostIsReportedAndTheWinnerWins(Flavour flavour) throws Exception {
    try (var runtime = runtime(flavour)) {
      JoinHandle<Integer> task =
          runtime.spawn(
              () ->
                  Select.<Integer>biased()
                      .on(async(this::failsInFinally), value -> value)
                      .on(
                          async(
                              () -> {
                                yieldNow().await();
                                return 3;
                              }),
                          value -> value)
                      .await());
      assertEquals(3, runtime.blockOn(task));
      assertReported(task.id());
    }
    assertNull(unjoined.poll(), "told twice");
  }

  @ParameterizedTest
  @EnumSource
  void soIsABlockWhoseTimeIsOver(Flavour flavour) throws Exception {
    try (var runtime = runtime(flavour)) {
      JoinHandle<Integer> task =
          runtime.spawn(() -> Time.timeout(UNTIL_BEGUN, async(this::failsInFinally)).await());
      var failure = assertThrows(TaskFailedException.class, () -> runtime.blockOn(task));
      assertInstanceOf(ElapsedException.class, failure.getCause());
      assertReported(task.id());
    }
  }

  /// The others are cancelled all the same, and the failure is not lost.
  @Test
  void aBranchThatCanNotBeCancelledWithoutAFailure() {
    var cancels = new AtomicInteger();
    var other =
        new Async<Integer>() {
          @Override
          public Poll<Integer> poll(Context cx) {
            return cx.pending(this);
          }

          @Override
          public void cancel() {
            cancels.incrementAndGet();
          }
        };
    var won = ManualTask.of(Select.first(other, new FailsToCancel(), _ -> Poll.ready(3)));
    assertSame(thrown, assertThrows(IllegalStateException.class, won::poll));
    assertEquals(1, cancels.get());

    var first = new IllegalStateException("of the branch that ended");
    var failed =
        ManualTask.of(
            Join.allOrFail(
                other,
                new FailsToCancel(),
                _ -> {
                  throw first;
                }));
    assertSame(first, assertThrows(IllegalStateException.class, failed::poll));
    assertArrayEquals(new Throwable[] {thrown}, first.getSuppressed());
    assertEquals(2, cancels.get());

    var all = ManualTask.pending(Join.all(other, new FailsToCancel()));
    assertSame(thrown, assertThrows(IllegalStateException.class, all::pollCancel));
    assertEquals(3, cancels.get());
  }
}
