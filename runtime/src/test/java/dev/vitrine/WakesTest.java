package dev.vitrine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import dev.vitrine.sync.Oneshot;
import dev.vitrine.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a task counts as a wake-up, and as one by itself.
@Timeout(60)
class WakesTest {

  /// Wakes whoever polls it a few times, and is ready when it is polled again.
  private static final class WakesItself implements Async<Integer> {
    private final int times;
    private boolean polled;

    WakesItself(int times) {
      this.times = times;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      Waker waker = cx.waker();
      if (polled) {
        return Poll.ready(times);
      }
      polled = true;
      for (int i = 0; i < times; i++) {
        waker.wake();
      }
      return Poll.pending();
    }
  }

  /// Is ready at once, with the waker it was polled with.
  private static final class GivesItsWaker implements Async<Waker> {
    @Override
    public Poll<Waker> poll(Context cx) {
      return Poll.ready(cx.waker());
    }
  }

  /// What a task has counted when it has ended.
  private static TaskView ended(AsyncRuntime runtime, Async<?> body) {
    List<TaskView> seen = new ArrayList<>();
    try (Watch watch = Instruments.watch()) {
      JoinHandle<?> handle = runtime.spawn(body);
      runtime.blockOn(handle);
      watch.finished().stream().filter(task -> task.id() == handle.id()).forEach(seen::add);
    }
    assertEquals(1, seen.size());
    return seen.getFirst();
  }

  private static void assertWakes(long selfWakes, long wakes, TaskView task) {
    assertEquals(selfWakes, task.selfWakes(), "self-wakes");
    assertEquals(wakes, task.wakes(), "wakes");
  }

  @ParameterizedTest
  @EnumSource
  void wakesFromItsOwnPollAreSelfWakes(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var left = new int[] {3};
      Async<Integer> body =
          cx -> {
            if (left[0]-- > 0) {
              cx.waker().wake();
              return Poll.pending();
            }
            return Poll.ready(1);
          };
      TaskView task = ended(runtime, body);
      assertWakes(3, 3, task);
      assertEquals(4, task.polls());
      assertEquals(TaskView.Outcome.COMPLETED, task.outcome());
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesOfABlockFromItsOwnPollAreSelfWakes(Flavour flavour) {
    try (var runtime = flavour.build()) {
      Async<Integer> once =
          Tasks.async(
              () -> {
                int sum = 0;
                for (int i = 0; i < 3; i++) {
                  sum += new WakesItself(1).await();
                }
                return sum;
              });
      assertWakes(3, 3, ended(runtime, once));
      Async<Integer> twice = Tasks.async(() -> new WakesItself(2).await());
      assertWakes(2, 2, ended(runtime, twice));
      Async<Integer> tooLate =
          Tasks.async(
              () -> {
                Waker kept = new GivesItsWaker().await();
                kept.wake(); // before it waits again, and for nothing
                return new WakesItself(1).await();
              });
      assertWakes(2, 2, ended(runtime, tooLate));
    }
  }

  /// Hands its waker to another thread, and is ready once that has called it.
  private static final class WokenAtOnce implements Async<Integer> {
    private final AtomicReference<@Nullable Waker> slot;
    private boolean hasBegun;

    WokenAtOnce(AtomicReference<@Nullable Waker> slot) {
      this.slot = slot;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      if (hasBegun) {
        return Poll.ready(1);
      }
      hasBegun = true;
      slot.set(cx.waker());
      return cx.pending(this);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWakeOfABlockByAnotherThreadIsCounted(Flavour flavour) throws Exception {
    int rounds = 50_000;
    var slot = new AtomicReference<@Nullable Waker>();
    var isOver = new AtomicBoolean();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!isOver.get()) {
                    Waker waker = slot.getAndSet(null);
                    if (waker != null) {
                      waker.wake(); // mostly while the block is on its way to suspend
                    }
                    Thread.onSpinWait();
                  }
                });
    try (var runtime = flavour.build()) {
      Async<Integer> block =
          Tasks.async(
              () -> {
                int sum = 0;
                for (int i = 0; i < rounds; i++) {
                  sum += new WokenAtOnce(slot).await();
                }
                return sum;
              });
      TaskView task = ended(runtime, block);
      assertWakes(0, rounds, task);
      // One for each, and one more where a waker was held up before it could unpark.
      assertTrue(task.polls() <= 2 * rounds + 1, () -> task.polls() + " polls");
    } finally {
      isOver.set(true);
      other.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWakeOfABlockThatWaitsForNothingIsCounted(Flavour flavour) {
    try (var runtime = flavour.build()) {
      Async<Integer> tooLate =
          Tasks.async(
              () -> {
                Waker kept = new GivesItsWaker().await();
                Thread other = Thread.ofPlatform().start(kept::wake);
                while (other.isAlive()) { // to join it would suspend
                  Thread.onSpinWait();
                }
                new GivesItsWaker().await();
                return 1;
              });
      assertWakes(0, 1, ended(runtime, tooLate));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneBlockOfATaskThatWakesAnotherIsASelfWake(Flavour flavour) {
    try (var runtime = flavour.build()) {
      var channel = Oneshot.<Integer>create();
      Async<?> blocks =
          Tasks.async(
              () ->
                  Tasks.join(
                          Tasks.async(() -> channel.receiver().receive().await()),
                          Tasks.async(
                              () -> {
                                channel.sender().send(1);
                                return 1;
                              }))
                      .await());
      assertWakes(1, 1, ended(runtime, blocks));
      var another = Oneshot.<Integer>create();
      Async<?> bodyAndBlock =
          Tasks.join(
              another.receiver().receive(),
              Tasks.async(
                  () -> {
                    another.sender().send(1);
                    return 1;
                  }));
      assertWakes(1, 1, ended(runtime, bodyAndBlock));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfABlockInsideATaskIsNoWake(Flavour flavour) {
    try (var runtime = flavour.build()) {
      Async<?> nested =
          Tasks.async(() -> Tasks.join(Tasks.async(() -> 1), Tasks.async(() -> 2)).await().size());
      assertWakes(0, 0, ended(runtime, nested));
      Async<?> ofTheBody = Tasks.join(Tasks.async(() -> 1), Tasks.async(() -> 2));
      assertWakes(0, 0, ended(runtime, ofTheBody));
    }
  }
}
