package dev.vitrine.stress;

import java.util.List;

/// Mistakes of the queues: rings, the inject queue, and tasks that no queue takes; see [Breaks].
final class QueueBreaks {
  private QueueBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "pop moves the head with a store",
              "internal.scheduler.RunQueue",
              "if (HEAD.compareAndSet(this, seen, steal == real ? pack(next, next) : pack(steal, next))) {",
              "HEAD.setVolatile(this, steal == real ? pack(next, next) : pack(steal, next)); {",
              "RunQueuePopAgainstSteal"),
          new Break(
              "the new tail is stored before the slot",
              "internal.scheduler.RunQueue",
              """
          slots[end & mask] = task;
          tailRelease(end + 1);\
          """,
              """
          tailRelease(end + 1);
          slots[end & mask] = task;\
          """,
              "RunQueuePublication"),
          new Break(
              "an overflow moves the head with a store",
              "internal.scheduler.RunQueue",
              """
          if (!HEAD.compareAndSet(this, seen, pack(end, end))) {
          return false; // a thief was quicker: there is room now
          }\
          """,
              "HEAD.setVolatile(this, pack(end, end));",
              "RunQueueOverflowAgainstSteal"),
          new Break(
              "a thief claims with a store",
              "internal.scheduler.RunQueue",
              "if (HEAD.compareAndSet(this, seen, pack(steal, real + count))) {",
              "HEAD.setVolatile(this, pack(steal, real + count)); {",
              "RunQueueTwoThieves"),
          new Break(
              "a thief releases its claim before it has copied",
              "internal.scheduler.RunQueue",
              "TaskCell<?> last = take(from);",
              """
          release();
          TaskCell<?> last = take(from);\
          """,
              "RunQueueSlotReuse"),
          new Break(
              "push takes `real` for the start of the free slots",
              "internal.scheduler.RunQueue",
              "if (end - steal < slots.length) {",
              "if (end - real < slots.length) {",
              "RunQueueSlotReuse"),
          new Break(
              "indices are packed without their mask",
              "internal.scheduler.RunQueue",
              "((long) steal << 32) | (real & 0xffff_ffffL)",
              "((long) steal << 32) | real",
              "RunQueueOverflowAgainstSteal"),
          new Break(
              "indices are compared by their size",
              "internal.scheduler.RunQueue",
              "if (real == tailPlain()) {",
              "if (real >= tailPlain()) {",
              "RunQueueOverflowAgainstSteal"),
          new Break(
              "a consumer clears the stack with a store",
              "internal.scheduler.InjectQueue",
              "append((TaskCell<?>) PUSHED.getAndSet(this, null)); } } private",
              """
          append((TaskCell<?>) pushed);
          pushed = null;
          }
          }
          private\
          """,
              "InjectQueuePushAgainstTake"),
          new Break(
              "a producer pushes with a store",
              "internal.scheduler.InjectQueue",
              "if (PUSHED.compareAndSet(this, before, top)) {",
              """
          pushed = top;
          {\
          """,
              "InjectQueuePushAgainstTake"),
          new Break(
              "a consumer goes on without the flag",
              "internal.scheduler.InjectQueue",
              "if (isEmpty() || !consuming.compareAndSet(false, true)) {",
              "if (isEmpty()) {",
              "InjectQueueTwoConsumers"),
          new Break(
              "only the length says whether the list is empty",
              "internal.scheduler.InjectQueue",
              "&& length.get() <= 0 && (TaskCell<?>) FIRST.getAcquire(this) == null);",
              "&& length.get() <= 0);",
              "InjectQueueCountedPush"),
          new Break(
              "close clears the stack with a store",
              "internal.scheduler.InjectQueue",
              "Object stack = PUSHED.getAndSet(this, CLOSED); if",
              """
          Object stack = pushed;
          pushed = CLOSED;
          if\
          """,
              "InjectQueueCloseAgainstPush"),
          new Break(
              "the thread of late tasks looks before it counts down",
              "internal.scheduler.LateTasks",
              "return waiting.decrementAndGet() > 0;",
              """
          boolean more = waiting.get() > 1;
          waiting.decrementAndGet();
          return more;\
          """,
              "LateTasksAddAgainstEnd"));
}
