package dev.vitrine.deterministic;

import dev.vitrine.stress.Break;
import java.util.List;

/// The mistakes that scenarios were seen to catch: those that show only when all of a runtime is
/// there.
///
/// The mistakes of single protocols are in [dev.vitrine.stress.Breaks]; scenarios catch many of
/// those, too. Of mistakes in the memory order alone, such as a missing fence, a simulation sees
/// nothing.
final class SchedulerBreaks {
  private SchedulerBreaks() {}

  static final List<Break> ALL =
      List.of(
          // shutdown against spawn
          new Break(
              "a task that the inject queue refuses is forgotten",
              "internal.scheduler.MultiThreadScheduler",
              """
              } else {
              task.cancelUnpolled();
              }
              }
              @Override public <T\
              """,
              """
              }
              }
              @Override public <T\
              """,
              "ShutdownAgainstSpawn"),
          new Break(
              "whoever finishes the last task tells nobody",
              "internal.scheduler.MultiThreadScheduler",
              """
              if (shutdown && leftEmpty && isAllCancelled()) {
              unparkAll();
              }\
              """,
              "",
              "BlockInPlaceAgainstClose"),
          new Break(
              "a worker that stops tells nobody",
              "internal.scheduler.MultiThreadScheduler",
              """
              // One that went to sleep while the last tasks were on their way through a queue looks again.
              unparkAll();\
              """,
              "",
              "ShutdownAgainstSpawn"),
          new Break(
              "a worker that wakes up does not notice the shutdown",
              "internal.scheduler.Worker",
              """
              notifyIfMany(mine);
              noticeShutdown(mine);\
              """,
              "notifyIfMany(mine);",
              "ShutdownAgainstSpawn"),
          new Break(
              "the close gives way to a push that has not happened yet",
              "internal.scheduler.InjectQueue",
              "Object stack = PUSHED.getAndSet(this, CLOSED); if",
              """
              Object stack = pushed;
              pushed = CLOSED;
              if\
              """,
              "CloseAgainstLateSpawn"),
          new Break(
              "a worker that shuts down sleeps on beside a task in the inject queue",
              "internal.scheduler.Worker",
              """
              // A task that came while the others stopped is for those that are left.
              return !scheduler.inject().isEmpty() || scheduler.isAllCancelled();\
              """,
              "return scheduler.isAllCancelled();",
              "ShutdownAgainstSpawn"),

          // abort against completion
          new Break(
              "an abort does not compare",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {",
              "STATE.setVolatile(this, before | CANCELLED | NOTIFIED | BODY); {",
              "AbortAgainstCompletion"),
          new Break(
              "an abort of a task that is queued submits it too",
              "internal.task.TaskState",
              """
              if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
              return (before & (RUNNING | NOTIFIED)) == 0\
              """,
              """
              if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
              return (before & RUNNING) == 0\
              """,
              "AbortAgainstCompletion"),
          new Break(
              "the end of a poll overlooks an abort",
              "internal.task.TaskState",
              "if ((before & CANCELLED) != 0 && !cancelling) {",
              "if ((before & COMPLETE) != 0 && !cancelling) {",
              "BlockInPlaceAgainstClose"),
          new Break(
              "the joiner looks before it registers",
              "internal.task.JoinState",
              """
              joiner = waker;
              return !isComplete();\
              """,
              """
              boolean ended = isComplete();
              joiner = waker;
              return !ended;\
              """,
              "AbortAgainstCompletion"),
          new Break(
              "a root is marked after its thread was woken",
              "internal.scheduler.RootPoller",
              """
              ready.set(true);
              if (Thread.currentThread() != thread) {
              wakeThread.run();
              }\
              """,
              """
              if (Thread.currentThread() != thread) {
              wakeThread.run();
              }
              ready.set(true);\
              """,
              "AbortAgainstCompletion"),

          // steal against overflow
          new Break(
              "an overflow does not compare",
              "internal.scheduler.RunQueue",
              """
              if (!HEAD.compareAndSet(this, seen, pack(end, end))) {
              return false; // a thief was quicker: there is room now
              }\
              """,
              "HEAD.setVolatile(this, pack(end, end));",
              "StealAgainstOverflow"),
          new Break(
              "push takes what a thief still copies for free",
              "internal.scheduler.RunQueue",
              "if (end - steal < slots.length) {",
              "if (end - real < slots.length) {",
              "StealAgainstOverflow"),
          new Break(
              "a thief releases before it has copied",
              "internal.scheduler.RunQueue",
              "TaskCell<?> last = take(from);",
              """
              release();
              TaskCell<?> last = take(from);\
              """,
              "StealAgainstOverflow"),
          new Break(
              "two thieves claim the same tasks",
              "internal.scheduler.RunQueue",
              "if (HEAD.compareAndSet(this, seen, pack(steal, real + count))) {",
              "HEAD.setVolatile(this, pack(steal, real + count)); {",
              "StealAgainstOverflow"),
          new Break(
              "an overflow keeps the half that it gives away",
              "internal.scheduler.RunQueue",
              "tailRelease(end + half);",
              "tailRelease(end + half + 1);",
              "StealAgainstOverflow"),
          new Break(
              "two consumers of the inject queue",
              "internal.scheduler.InjectQueue",
              "if (isEmpty() || !consuming.compareAndSet(false, true)) {",
              "if (isEmpty()) {",
              "StealAgainstOverflow"),

          // park against wake
          new Break(
              "unpark looks before it stores",
              "internal.scheduler.Parker",
              "int before = state.getAndSet(NOTIFIED);",
              """
              int before = state.get();
              state.set(NOTIFIED);\
              """,
              "ParkAgainstWake"),
          new Break(
              "the owner goes to sleep on the driver with a store",
              "internal.scheduler.Parker",
              "if (state.compareAndSet(EMPTY, DRIVING)) {",
              """
              state.set(DRIVING);
              {\
              """,
              "ParkAgainstWake"),
          new Break(
              "the sleeper on the driver looks before it says that it sleeps",
              "park.ThreadPark",
              """
              sleeper = Thread.currentThread();
              boolean interrupted = Thread.interrupted(); // with the flag set, a thread can not sleep
              try {
              if (!unparked.get()) {\
              """,
              """
              boolean interrupted = Thread.interrupted();
              try {
              boolean woken = unparked.get();
              sleeper = Thread.currentThread();
              if (!woken) {\
              """,
              "ParkAgainstWake"),
          new Break(
              "a waker stores instead of comparing",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, (before | flags) + add)) {",
              "STATE.setVolatile(this, (before | flags) + add); {",
              "ParkAgainstWake"),
          new Break(
              "the end of a poll loses a wake-up",
              "internal.task.TaskState",
              "long after = before & ~RUNNING;",
              "long after = before & ~(RUNNING | NOTIFIED);",
              "ParkAgainstWake"),
          new Break(
              "a timer that comes earlier does not wake the driver",
              "internal.timer.TimerHandle",
              "wheel.insert(entry, tick); wakeDriver = tick < sleepsUntil; } finally",
              """
              wheel.insert(entry, tick);
              wakeDriver = false;
              }
              finally\
              """,
              "TimerAgainstPark"),
          new Break(
              "the driver says that it sleeps after it has looked",
              "internal.timer.TimerHandle",
              "wakeDriver = tick < sleepsUntil; } finally { lock.unlock(); } if (wakeDriver) {\n unpark.run();\n }\n return Outcome.WAITING;",
              """
              wakeDriver = sleepsUntil != AWAKE && sleepsUntil != Wheel.NONE && tick < sleepsUntil;
              } finally { lock.unlock(); }
              if (wakeDriver) { unpark.run(); }
              return Outcome.WAITING;\
              """,
              "TimerAgainstPark"),

          // the last searcher sleeps against a push from outside
          new Break(
              "the last searcher to sleep does not look again",
              "internal.scheduler.IdleWorkers",
              "return searching && searchingOf(before) == 1;",
              "return false;",
              "LastSearcherAgainstInject"),
          new Break(
              "the last searcher looks before it is counted as asleep",
              "internal.scheduler.Worker",
              """
              boolean lastSearcher = scheduler.idle().goToSleep(mine.index, mine.searching);
              mine.searching = false;\
              """,
              """
              scheduler.notifyIfWorkIsLeft();
              scheduler.idle().goToSleep(mine.index, mine.searching);
              boolean lastSearcher = false;
              mine.searching = false;\
              """,
              "LastSearcherAgainstInject"),
          new Break(
              "a producer pushes with a store",
              "internal.scheduler.InjectQueue",
              "if (PUSHED.compareAndSet(this, before, top)) {",
              """
              pushed = top;
              {\
              """,
              "LastSearcherAgainstInject"),
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
              "LastSearcherAgainstInject"),
          new Break(
              "the lock of the sleepers is looked at and then stored",
              "internal.scheduler.IdleWorkers",
              """
              while (locked.getPlain() || !locked.compareAndSet(false, true)) {
              Thread.onSpinWait();
              }\
              """,
              """
              while (locked.get()) {
              Thread.onSpinWait();
              }
              locked.set(true);\
              """,
              "LastSearcherAgainstInject"),

          // blocking in place against close
          new Break(
              "a thread takes its core back without comparing",
              "internal.scheduler.Worker",
              "if (slot.compareAndSet(given, null)) {",
              """
              if (slot.get() == given) {
              slot.set(null);\
              """,
              "BlockInPlaceAgainstClose"),
          new Break(
              "a thread takes its core back although another has it",
              "internal.scheduler.Worker",
              "if (slot.compareAndSet(given, null)) {",
              "slot.set(null); {",
              "BlockInPlaceAgainstClose"),
          new Break(
              "what was in the LIFO slot stays there at a handover",
              "internal.scheduler.Worker",
              """
              TaskCell<?> next = mine.takeLifo();
              if (next != null) {
              pushToQueue(mine, next);
              }
              mine.insideDriver = true;\
              """,
              """
              mine.takeLifo();
              mine.insideDriver = true;\
              """,
              "BlockInPlaceAgainstClose"),
          new Break(
              "what was put off after a handover is forgotten",
              "internal.scheduler.Worker",
              "context.queuePutOff(); // put off after the core was given away; nobody else will",
              "",
              "BlockInPlaceAgainstReturn"),

          // the blocking pool against close
          new Break(
              "a job is queued although the pool is closed",
              "internal.blocking.BlockingPool",
              "if (closed && !job.isMandatory()) {",
              "if (closed && job.isMandatory()) {",
              "BlockingJobsAgainstClose"),
          new Break(
              "close wakes one idle thread",
              "internal.blocking.BlockingPool",
              "work.signalAll();",
              "work.signal();",
              "BlockingJobsAgainstClose"),

          // a worker stuck in a poll against the rest
          new Break(
              "nobody takes the driver over from a stuck worker",
              "internal.scheduler.MultiThreadScheduler",
              """
              if (!seat.isTaken() && idle.isAnyAsleep()) {
              notifyParked();
              }\
              """,
              "",
              "StuckPollAgainstTimer"),
          new Break(
              "nobody is told of a task that has yielded to the LIFO slot",
              "internal.scheduler.Worker",
              """
              if (mine.yielded) {
              tellOfYielded(mine);
              }
              if (!context.hasBudget()) {\
              """,
              "if (!context.hasBudget()) {",
              "StuckPollAgainstYield"),
          new Break(
              "a sleeper that wakes by itself does not count as awake",
              "internal.scheduler.IdleWorkers",
              """
              state.getAndAdd(ONE_AWAKE);
              return true;\
              """,
              "return true;",
              "StuckPollAgainstTimer"));
}
