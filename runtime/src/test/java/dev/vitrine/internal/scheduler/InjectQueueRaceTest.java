package dev.vitrine.internal.scheduler;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import dev.vitrine.internal.task.TaskCell;
import dev.vitrine.testing.Cells;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Producers, consumers and one who closes: each task comes out once, in the order of its producer,
/// or is refused.
///
/// Seen failing on copies of [InjectQueue] in which a consumer, or close, clears the stack with a
/// store after it has read it, and in which a consumer or a reader goes on without the flag.
@Tag("race")
class InjectQueueRaceTest {
  private static final int ORDERS = 1_200;

  /// What came out, each task by its place in `all`.
  private static final class Out {
    private final TaskCell<?>[] all;
    private final int[] times;
    private int last = -1;

    Out(TaskCell<?>[] all) {
      this.all = all;
      times = new int[all.length];
    }

    void add(@Nullable TaskCell<?> first) {
      for (TaskCell<?> task = first; task != null; task = task.queueNext()) {
        addOne(task);
      }
    }

    void addOne(TaskCell<?> task) {
      for (int i = 0; i < all.length; i++) {
        if (all[i] == task) {
          times[i]++;
          last = i;
        }
      }
    }
  }

  private static void checkEachOnce(Out... outs) {
    for (int i = 0; i < outs[0].times.length; i++) {
      int times = 0;
      for (Out out : outs) {
        times += out.times[i];
      }
      check(times == 1, "a task was lost or came out twice");
    }
  }

  @Test
  void aProducerABatchAndAConsumer() {
    TaskCell<?>[] tasks = Cells.some(4);
    explore(
        ORDERS,
        () -> {
          var queue = new InjectQueue();
          queue.pushRemote(tasks[0]);
          var out = new Out(tasks);
          tasks[2].setQueueNext(tasks[3]);
          tasks[3].setQueueNext(null);
          share(queue, out);
          together(
              () -> {
                out.add(queue.take(1));
                out.add(queue.take(2));
              },
              () -> queue.pushRemote(tasks[1]),
              () -> queue.overflow(tasks[2], tasks[3], 2));
          while (!queue.isEmpty()) {
            out.add(queue.take(4));
          }
          checkEachOnce(out);
          check(queue.length() == 0, "the length is off");
        });
  }

  @Test
  void twoConsumers() {
    TaskCell<?>[] tasks = Cells.some(3);
    explore(
        ORDERS,
        () -> {
          var queue = new InjectQueue();
          queue.pushRemote(tasks[0]);
          queue.pushRemote(tasks[1]);
          var one = new Out(tasks);
          var two = new Out(tasks);
          share(queue, one, two);
          together(
              () -> {
                queue.pushRemote(tasks[2]);
                one.add(queue.take(1));
              },
              () -> two.add(queue.take(2)));
          var left = new Out(tasks);
          while (!queue.isEmpty()) {
            left.add(queue.take(1));
          }
          checkEachOnce(one, two, left);
        });
  }

  /// A reader that copies one task at a time sees each that nobody takes out, and none twice.
  @Test
  void aReaderAndAConsumer() {
    TaskCell<?>[] tasks = Cells.some(4);
    explore(
        ORDERS,
        () -> {
          var queue = new InjectQueue(_ -> {}, 1);
          queue.pushRemote(tasks[0]);
          queue.pushRemote(tasks[1]);
          var taken = new Out(tasks);
          var seen = new Out(tasks);
          share(queue, taken, seen);
          together(
              () -> queue.peek(seen::addOne),
              () -> {
                taken.add(queue.take(1));
                taken.add(queue.take(1));
                queue.pushRemote(tasks[3]);
                taken.add(queue.take(2));
              },
              () -> queue.pushRemote(tasks[2]));
          for (int i = 0; i < 2; i++) {
            check(seen.times[i] <= 1, "a task was seen twice");
            check(seen.times[i] + taken.times[i] >= 1, "a task was not seen");
          }
          while (!queue.isEmpty()) {
            taken.add(queue.take(4));
          }
          checkEachOnce(taken);
        });
  }

  @Test
  void whatIsPushedWhileItClosesIsHandedOverOrRefused() {
    TaskCell<?>[] tasks = Cells.some(3);
    explore(
        ORDERS,
        () -> {
          var queue = new InjectQueue();
          queue.pushRemote(tasks[0]);
          var refused = new Out(tasks);
          var out = new Out(tasks);
          share(queue, out, refused);
          together(
              () -> {
                for (int i = 1; i < 3; i++) {
                  if (!queue.pushRemote(tasks[i])) {
                    tasks[i].setQueueNext(null);
                    refused.add(tasks[i]);
                  }
                }
              },
              () -> out.add(queue.close()));
          checkEachOnce(out, refused);
          check(queue.take(1) == null, "something is left in a closed queue");
          check(queue.isEmpty() && queue.length() == 0, "a closed queue counts what is gone");
        });
  }

  @Test
  void firstInFirstOut() {
    TaskCell<?>[] tasks = Cells.some(5);
    var queue = new InjectQueue();
    queue.pushRemote(tasks[0]);
    queue.pushRemote(tasks[1]);
    var out = new Out(tasks);
    out.add(queue.take(1));
    check(out.last == 0, "not the first");
    tasks[2].setQueueNext(tasks[3]);
    tasks[3].setQueueNext(null);
    queue.overflow(tasks[2], tasks[3], 2);
    queue.pushRemote(tasks[4]);
    for (int i = 1; i < 5; i++) {
      out.add(queue.take(1));
      check(out.last == i, "not in order");
    }
  }
}
