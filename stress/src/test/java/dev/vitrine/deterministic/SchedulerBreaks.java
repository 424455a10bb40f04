package dev.vitrine.deterministic;

import dev.vitrine.stress.Break;
import dev.vitrine.stress.Breaks;
import java.util.List;

/// The mistakes that scenarios were seen to catch: those that show only when all of a runtime is
/// there.
///
/// The mistakes of single protocols are in [Breaks]; those that scenarios catch, too, are named
/// here. Of mistakes in the memory order alone, such as a missing fence, a simulation sees nothing.
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
              refused(task);
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
          Breaks.known("internal.scheduler.InjectQueue", "close clears the stack with a store")
              .seenBy("CloseAgainstLateSpawn"),
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
          Breaks.known("internal.task.TaskState", "an abort stores instead of comparing")
              .seenBy("AbortAgainstCompletion"),
          Breaks.known(
                  "internal.task.TaskState",
                  "an abort of an idle task that was woken submits it too")
              .seenBy("AbortAgainstCompletion"),
          new Break(
              "nobody submits an idle task that is aborted",
              "internal.task.TaskState",
              """
              if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
              return (before & (RUNNING | NOTIFIED)) == 0\
              """,
              """
              if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
              return (before & RUNNING) != 0\
              """,
              "AbortAgainstCompletion"),
          Breaks.known(
                  "internal.task.JoinState", "the joiner looks at the state before it registers")
              .seenBy("AbortAgainstCompletion"),
          new Break(
              "a root is marked after its thread was woken",
              "internal.scheduler.RootPoller",
              """
              if (!ready.getAndSet(true)) {
              awake.woke();
              }
              if (Thread.currentThread() != thread) {
              wakeThread.run();
              }\
              """,
              """
              if (Thread.currentThread() != thread) {
              wakeThread.run();
              }
              if (!ready.getAndSet(true)) {
              awake.woke();
              }\
              """,
              "AbortAgainstCompletion"),

          // steal against overflow
          Breaks.known("internal.scheduler.RunQueue", "an overflow moves the head with a store")
              .seenBy("StealAgainstOverflow"),
          Breaks.known(
                  "internal.scheduler.RunQueue",
                  "push takes `real` for the start of the free slots")
              .seenBy("StealAgainstOverflow"),
          Breaks.known(
                  "internal.scheduler.RunQueue", "a thief releases its claim before it has copied")
              .seenBy("StealAgainstOverflow"),
          Breaks.known("internal.scheduler.RunQueue", "a thief claims with a store")
              .seenBy("StealAgainstOverflow"),
          new Break(
              "an overflow keeps the half that it gives away",
              "internal.scheduler.RunQueue",
              "tailRelease(end + half);",
              "tailRelease(end + half + 1);",
              "StealAgainstOverflow"),
          Breaks.known("internal.scheduler.InjectQueue", "a consumer goes on without the flag")
              .seenBy("StealAgainstOverflow"),

          // park against wake
          Breaks.known("internal.scheduler.Parker", "unpark looks before it stores")
              .seenBy("ParkAgainstWake"),
          Breaks.known("internal.scheduler.Parker", "the owner goes to sleep with a store")
              .seenBy("ParkAgainstWake"),
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
          Breaks.known("internal.task.TaskState", "a waker stores instead of comparing")
              .seenBy("ParkAgainstWake"),
          Breaks.known("internal.task.TaskState", "the end of a poll clears NOTIFIED")
              .seenBy("ParkAgainstWake"),
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
          Breaks.known("internal.scheduler.IdleWorkers", "who sleeps is never told to look again")
              .seenBy("LastSearcherAgainstInject"),
          new Break(
              "the last searcher looks before it is counted as asleep",
              "internal.scheduler.Worker",
              """
              boolean nobodySearches = scheduler.idle().goToSleep(mine.index, mine.searching);
              mine.searching = false;\
              """,
              """
              scheduler.notifyIfWorkIsLeft(false);
              scheduler.idle().goToSleep(mine.index, mine.searching);
              boolean nobodySearches = false;
              mine.searching = false;\
              """,
              "LastSearcherAgainstInject"),
          Breaks.known("internal.scheduler.InjectQueue", "a producer pushes with a store")
              .seenBy("LastSearcherAgainstInject"),
          Breaks.known("internal.scheduler.InjectQueue", "a consumer clears the stack with a store")
              .seenBy("LastSearcherAgainstInject"),
          Breaks.known(
                  "internal.scheduler.IdleWorkers",
                  "the lock of the sleepers is looked at and then stored")
              .seenBy("LastSearcherAgainstInject"),
          new Break(
              "a worker that was refused to search does not look again",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(after) == 0;",
              "return searching && searchingOf(after) == 0;",
              "StuckPollAgainstYield"),

          // looking out against a push from outside
          new Break(
              "a worker that has looked out wakes nobody",
              "internal.scheduler.Worker",
              """
              if (lookedOut) {
              scheduler.notifyIfWorkIsLeft(false);
              } else {\
              """,
              "if (!lookedOut) {",
              "LingeringAgainstInject"),
          new Break(
              "a worker that has looked out looks into all queues before it stops searching",
              "internal.scheduler.Worker",
              """
              boolean lookedOut = mine.linger.endsSearch();
              if (scheduler.idle().stopSearching()) {
              if (lookedOut) {
              scheduler.notifyIfWorkIsLeft(false);
              } else {\
              """,
              """
              boolean lookedOut = mine.linger.endsSearch();
              if (lookedOut) {
              scheduler.notifyIfWorkIsLeft(false);
              }
              if (scheduler.idle().stopSearching()) {
              if (!lookedOut) {\
              """,
              "LingeringAgainstInject"),

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
              "internal.blocking.Crew",
              "work.signalAll();",
              "work.signal();",
              "BlockingJobsAgainstClose"),

          // a worker stuck in a poll against the rest
          new Break(
              "nobody takes the driver over from a stuck worker",
              "internal.scheduler.MultiThreadScheduler",
              """
              if (idle.isAnyAsleep() && (!seat.isTaken() || hasTasksInRings())) {
              notifyParked();
              }\
              """,
              "",
              "StuckPollAgainstTimer"),
          new Break(
              "the watchdog does not look for tasks that nobody was woken for",
              "internal.scheduler.MultiThreadScheduler",
              "if (idle.isAnyAsleep() && (!seat.isTaken() || hasTasksInRings())) {",
              "if (idle.isAnyAsleep() && !seat.isTaken()) {",
              "StuckPollAgainstSilence"),
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
          Breaks.known(
                  "internal.scheduler.IdleWorkers",
                  "a sleeper that wakes by itself does not count as awake")
              .seenBy("StuckPollAgainstTimer"));
}
