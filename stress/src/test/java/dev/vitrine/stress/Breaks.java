package dev.vitrine.stress;

import java.util.List;
import java.util.Set;

/// The mistakes that the jcstress tests were seen to catch, each in the class of its protocol.
///
/// They are mistakes that x86 shows: steps in the wrong order, a store in place of an exchange, a
/// missing fence between a store and a load. What only a weaker memory would show is not here, such
/// as a plain store of the ring's tail or of a lock's release: on x86 those compile to the same
/// instruction, and only the compiler could bring them out of order.
public final class Breaks {
  private Breaks() {}

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
              "LateTasksAddAgainstEnd"),
          new Break(
              "a root looks who listens before it is counted as asleep",
              "internal.scheduler.AwakeRoots",
              "if (!isAny(word.addAndGet(-1)) && listens.get() && listens.getAndSet(false)) {",
              """
          boolean heard = listens.get();
          if (!isAny(word.addAndGet(-1)) && heard && listens.getAndSet(false)) {\
          """,
              "AwakeRootsListenAgainstSleep"),
          new Break(
              "a producer has no fence before it looks",
              "internal.scheduler.IdleWorkers",
              "VarHandle.fullFence();",
              "",
              "IdleWorkersLastSearcherSleeps"),
          new Break(
              "who sleeps is never told to look again",
              "internal.scheduler.IdleWorkers",
              "return searching && searchingOf(before) == 1;",
              "return false;",
              "IdleWorkersLastSearcherSleeps"),
          new Break(
              "a searcher looks at the count before it leaves it",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(state.getAndAdd(-ONE_SEARCHING)) == 1;",
              """
          boolean last = searchingOf(state.get()) == 1;
          state.getAndAdd(-ONE_SEARCHING);
          return last;\
          """,
              "IdleWorkersTwoStopSearching"),
          new Break(
              "a searcher is never told that it was the last",
              "internal.scheduler.IdleWorkers",
              "return searchingOf(state.getAndAdd(-ONE_SEARCHING)) == 1;",
              """
          state.getAndAdd(-ONE_SEARCHING);
          return false;\
          """,
              "IdleWorkersSearcherFinds"),
          new Break(
              "a notifier does not look again under the lock",
              "internal.scheduler.IdleWorkers",
              """
          if (!shouldWake(state.get())) {
          return -1;
          }\
          """,
              "",
              "IdleWorkersTwoProducers"),
          new Break(
              "a sleeper that wakes by itself does not count as awake",
              "internal.scheduler.IdleWorkers",
              """
              state.getAndAdd(ONE_AWAKE);
              return true;\
              """,
              "return true;",
              "IdleWorkersWakesByItself"),
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
              "IdleWorkersTwoProducers"),
          new Break(
              "unpark looks before it stores",
              "internal.scheduler.Parker",
              "int before = state.getAndSet(NOTIFIED);",
              """
          int before = state.get();
          state.set(NOTIFIED);\
          """,
              "ParkerOnTheDriver"),
          new Break(
              "the owner goes to sleep with a store",
              "internal.scheduler.Parker",
              "if (state.compareAndSet(EMPTY, DRIVING)) {",
              """
          state.set(DRIVING);
          {\
          """,
              "ParkerOnTheDriver"),
          new Break(
              "a notice is consumed with a release store",
              "internal.scheduler.Parker",
              """
          if (state.compareAndSet(NOTIFIED, EMPTY)) {
          return;\
          """,
              """
          if (state.get() == NOTIFIED) {
          state.setRelease(EMPTY);
          return;\
          """,
              "ParkerSecondUnpark"),
          new Break(
              "a waker stores instead of comparing",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, (before | flags) + add)) {",
              "STATE.setVolatile(this, (before | flags) + add); {",
              "TaskStateTwoWakers"),
          new Break(
              "a waker of a running task submits it",
              "internal.task.TaskState",
              """
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {
          return (before & (RUNNING | NOTIFIED)) == 0\
          """,
              """
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {
          return (before & NOTIFIED) == 0\
          """,
              "TaskStateWakeDuringPoll"),
          new Break(
              "the end of a poll clears NOTIFIED",
              "internal.task.TaskState",
              "long after = before & ~RUNNING;",
              "long after = before & ~(RUNNING | NOTIFIED);",
              "TaskStateWakeDuringPoll"),
          new Break(
              "a waker that finds NOTIFIED makes no change",
              "internal.task.TaskState",
              """
          if ((before & COMPLETE) != 0) {
          return Owes.ENDED;
          }
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {\
          """,
              """
          if ((before & (COMPLETE | NOTIFIED)) != 0) {
          return Owes.NOTHING;
          }
          if (STATE.compareAndSet(this, before, (before | flags) + add)) {\
          """,
              "TaskStateWakeBeforePoll"),
          new Break(
              "the end of a poll does not look for CANCELLED",
              "internal.task.TaskState",
              "if ((before & CANCELLED) != 0 && !cancelling) {",
              "if ((before & COMPLETE) != 0 && !cancelling) {",
              "TaskStateAbortDuringPoll"),
          new Break(
              "an abort stores instead of comparing",
              "internal.task.TaskState",
              "if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {",
              "STATE.setVolatile(this, before | CANCELLED | NOTIFIED | BODY); {",
              "TaskStateAbortAgainstCompletion"),
          new Break(
              "an abort of an idle task that was woken submits it too",
              "internal.task.TaskState",
              """
          if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
          return (before & (RUNNING | NOTIFIED)) == 0\
          """,
              """
          if (STATE.compareAndSet(this, before, before | CANCELLED | NOTIFIED | BODY)) {
          return (before & RUNNING) == 0\
          """,
              "TaskStateAbortAgainstWake"),
          new Break(
              "shutdown takes a task that is queued",
              "internal.task.TaskState",
              "boolean idle = (before & (RUNNING | NOTIFIED)) == 0;",
              "boolean idle = (before & RUNNING) == 0;",
              "TaskStateShutdownAgainstWake"),
          new Break(
              "a wake-up is counted with a store",
              "internal.task.TaskState",
              "STATE.getAndAdd(this, ONE_WAKE);",
              "STATE.setVolatile(this, state + ONE_WAKE);",
              "TaskStateWakesAreCounted"),
          new Break(
              "who takes over stores instead of comparing",
              "internal.task.TaskState",
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY))) {\
          """,
              "STATE.setVolatile(this, before & ~(NOTIFIED | BODY)); {",
              "TaskStateAbortAgainstYield"),
          new Break(
              "who takes over forgets that the task shall end",
              "internal.task.TaskState",
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY))) {\
          """,
              """
          if ((before & NOTIFIED) == 0
          || STATE.compareAndSet(this, before, before & ~(NOTIFIED | BODY | CANCELLED))) {\
          """,
              "TaskStateAbortAgainstYield"),
          new Break(
              "the end looks for the joiner before it is told",
              "internal.task.JoinState",
              """
          toComplete();
          if (joiner != null) {\
          """,
              """
          boolean waited = joiner != null;
          toComplete();
          if (waited) {\
          """,
              "JoinStateWaitAgainstEnd"),
          new Break(
              "the joiner looks at the state before it registers",
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
              "JoinStateWaitAgainstEnd"),
          new Break(
              "the joiner registers with a release store",
              "internal.task.JoinState",
              """
          joiner = waker;
          return\
          """,
              """
          WAKER.setRelease(this, waker);
          return\
          """,
              "JoinStateWaitAgainstEnd"),
          new Break(
              "a clear does not look at the tick",
              "internal.driver.IoSource",
              "if (((now ^ seen) & (TICK | SHUTDOWN)) != 0 || taken == 0) {",
              "if (taken == 0) {",
              "IoSourceClearAgainstReady"),
          new Break(
              "a wait looks before it takes the lock",
              "internal.driver.IoSource",
              """
          lock.lock();
          try {
          if (closed || isReady(word, ops)) {\
          """,
              """
          boolean ready = isReady(word, ops);
          lock.lock();
          try {
          if (closed || ready) {\
          """,
              "IoSourceAwaitAgainstReady"),
          new Break(
              "shutdown wakes before it says so",
              "internal.driver.IoSource",
              """
          raise(0, SHUTDOWN);
          wakeAll();\
          """,
              """
          wakeAll();
          raise(0, SHUTDOWN);\
          """,
              "IoSourceAwaitAgainstShutdown"),
          new Break(
              "a user looks before it enters",
              "internal.driver.InUse",
              "if (((int) STATE.getAndAdd(this, USER) & CLOSED) == 0) {",
              """
          if (!isUseEnded()) {
          STATE.getAndAdd(this, USER);\
          """,
              "InUseEnterAgainstClose"),
          new Break(
              "the last to leave does not look",
              "internal.driver.InUse",
              """
          if ((int) STATE.getAndAdd(this, -USER) == (USER | CLOSED)) {
          releaseOnce();
          }\
          """,
              "STATE.getAndAdd(this, -USER);",
              "InUseEnterAgainstClose"),
          new Break(
              "a descriptor is released by all who find it without users",
              "internal.driver.InUse",
              "if (STATE.compareAndSet(this, CLOSED, CLOSED | RELEASED)) {",
              "if (state == CLOSED) {",
              "InUseEnterAgainstClose"),
          new Break(
              "a turn does not say that it uses the poller",
              "internal.driver.IoDriver",
              """
          try {
          turnOpen(nanos);
          } finally {
          use.leave();
          }\
          """,
              """
          use.leave();
          turnOpen(nanos);\
          """,
              "IoDriverCloseAgainstTurn"),
          new Break(
              "the lock is looked at and then stored",
              "internal.concurrent.SpinLock",
              """
          if (!HELD.compareAndSet(this, false, true)) {
          lockContended();
          }\
          """,
              """
          if ((boolean) HELD.getVolatile(this)) {
          lockContended();
          } else {
          HELD.setVolatile(this, true);
          }\
          """,
              "SpinLockExclusion"),
          new Break(
              "a wait joins the line without looking again",
              "sync.Notify",
              """
          if (look(one)) {
          return true;
          }\
          """,
              "",
              "NotifyWaitAgainstNotifyOne"),
          new Break(
              "a cancellation passes no notice on",
              "sync.Notify",
              "if (passOn == Notice.ONE_FIRST || passOn == Notice.ONE_LAST) {",
              "if (passOn == Notice.ALL) {",
              "NotifyCancelAgainstNotifyOne"),
          new Break(
              "a wait does not look at the generation",
              "sync.Notify",
              "if (one.generation() != generation) {",
              "if (one.generation() > generation) {",
              "NotifyWaitAgainstNotifyAll"),
          new Break(
              "a try stores what it has compared with before",
              "sync.PermitPool",
              """
          } while (!WORD.compareAndSet(this, seen, seen - count * ONE));
          return Outcome.ACQUIRED;\
          """,
              """
          word = seen - count * ONE;
          } while (false);
          return Outcome.ACQUIRED;\
          """,
              "PermitPoolTwoTries"),
          new Break(
              "who joins the line stores the word",
              "sync.PermitPool",
              """
          || !WORD.compareAndSet(this, seen, seen - free * ONE | LINE)) {
          return false;
          }\
          """,
              """
          ) {
          return false;
          }
          word = seen - free * ONE | LINE;\
          """,
              "PermitPoolWaitAgainstRelease"),
          new Break(
              "a cancellation keeps what it has been given",
              "sync.PermitPool",
              "giveBack = waiter.missing < 0 ? 0 : waiter.wanted - waiter.missing;",
              "giveBack = 0;",
              "PermitPoolCancelAgainstRelease"),
          new Break(
              "a free lock is taken with a store",
              "sync.MutexCore",
              "if (WORD.compareAndSet(this, seen, key)) {",
              """
          word = key;
          if (key != NO_KEY) {\
          """,
              "MutexExclusion"),
          new Break(
              "who joins the line does not set LINE",
              "sync.MutexCore",
              "if (held && WORD.compareAndSet(this, seen, seen | LINE)) {",
              "if (held) {",
              "MutexWaitAgainstUnlock"),
          new Break(
              "who joins the line sets LINE with a store",
              "sync.MutexCore",
              "if (held && WORD.compareAndSet(this, seen, seen | LINE)) {",
              """
          if (held) {
          word = seen | LINE;\
          """,
              "MutexWaitAgainstUnlock"),
          new Break(
              "turns have no number",
              "sync.MutexCore",
              "private static final long TURN = 4;",
              "private static final long TURN = 0;",
              "MutexKeyFitsOnce"),
          new Break(
              "who gives up keeps a lock that he has been given",
              "sync.MutexCore",
              """
          if (given != NO_KEY && (given & TAKEN) == 0) {
          unlock(given);
          }\
          """,
              "",
              "MutexCancelAgainstUnlock"),
          new Break(
              "who gives up leaves LINE behind him",
              "sync.MutexCore",
              """
          if (line.isEmpty()) {
          WORD.setRelease(this, word & ~LINE);
          }
          waiter.keyRelease(TAKEN);\
          """,
              "waiter.keyRelease(TAKEN);",
              "MutexCancelAgainstUnlock"),
          new Break(
              "the next in line is let in and not woken",
              "sync.MutexCore",
              "Wakes.wake(waker);",
              "",
              "MutexCancelPassesOn"),
          new Break(
              "a receiver looks before it registers",
              "sync.MpscCore",
              """
          receiverWaker = waker;
          if (hasValue() || isEnded()) {\
          """,
              """
          boolean something = hasValue() || isEnded();
          receiverWaker = waker;
          if (something) {\
          """,
              "MpscReceiveAgainstSend"),
          new Break(
              "the last sender wakes before it leaves",
              "sync.MpscCore",
              """
          if (senders.decrementAndGet() == 0) {
          end();
          }\
          """,
              """
          if (senders.get() == 1) {
          wakeReceiver();
          }
          if (senders.decrementAndGet() == 0) {
          room.close();
          }\
          """,
              "MpscReceiveAgainstLastSender"),
          new Break(
              "a permit that comes back after the close wakes nobody",
              "sync.MpscCore",
              """
          room.release(permits);
          if (room.isClosed()) {
          wakeReceiver();
          }\
          """,
              "room.release(permits);",
              "MpscReceiveAgainstPermitGivenBack"),
          new Break(
              "a value accepted before the close is dropped",
              "sync.MpscCore",
              "T value = values.poll();",
              "T value = isClosed() ? null : values.poll();",
              "MpscSendAgainstClose"),
          new Break(
              "a receiver registers without looking again",
              "sync.Oneshot",
              """
          TryReceive<T> answer = take();
          if\
          """,
              """
          TryReceive<T> answer = TryReceive.empty();
          if\
          """,
              "OneshotReceiveAgainstSend"),
          new Break(
              "a send does not look whether the receiver has closed",
              "sync.Oneshot",
              """
          if (receiverClosed) {
          return false;
          }\
          """,
              "",
              "OneshotSendAgainstClose"),
          new Break(
              "a sender registers without looking again",
              "sync.Oneshot",
              """
          if (!receiverClosed) {
          senderWaker = waker;
          }
          return receiverClosed;\
          """,
              """
          senderWaker = waker;
          return false;\
          """,
              "OneshotAwaitClosedAgainstClose"),
          new Break(
              "the end is stored before the words",
              "internal.record.WorkerLane",
              """
          put(end, Event.head(code, flags, nanos - ANCHOR), more, a, b, c);
          WRITTEN.setRelease(this, end + 1 + more);\
          """,
              """
          WRITTEN.setRelease(this, end + 1 + more);
          put(end, Event.head(code, flags, nanos - ANCHOR), more, a, b, c);\
          """,
              "WorkerLanePublication"),
          new Break(
              "the reader gives slots back before it has read them",
              "internal.record.WorkerLane",
              "begin(sink); while (at != end) {",
              """
          begin(sink);
          READ.setRelease(this, end);
          while (at != end) {\
          """,
              "WorkerLaneSlotReuse"),
          new Break(
              "the writer takes what it has written for what was read",
              "internal.record.WorkerLane",
              "readSeen = (long) READ.getAcquire(this);",
              "readSeen = end;",
              "WorkerLaneSlotReuse"),
          new Break(
              "the first event behind a gap goes without LOST",
              "internal.record.WorkerLane",
              "if (missing != 0) { put(",
              "if (missing > Long.MAX_VALUE / 2) { put(",
              "WorkerLaneSlotReuse"),
          new Break(
              "LOST tells of what was told before, too",
              "internal.record.WorkerLane",
              "end += 2; missing = 0;",
              "end += 2;",
              "WorkerLaneSlotReuse"),
          new Break(
              "the head is stored before the words behind it",
              "internal.record.ForeignLane",
              "words[(int) (at + 1) & mask] = Thread.currentThread().threadId();",
              """
          WORD.setRelease(words, (int) at & mask, Event.head(code, flags, nanos - ANCHOR));
          words[(int) (at + 1) & mask] = Thread.currentThread().threadId();\
          """,
              "ForeignLanePublication"),
          new Break(
              "a writer claims with a store",
              "internal.record.ForeignLane",
              "if (gate.compareAndSet(now, (at + size) << MISSING_BITS)) {",
              """
          gate.set((at + size) << MISSING_BITS);
          {\
          """,
              "ForeignLaneTwoWriters"),
          new Break(
              "a writer claims while others drop",
              "internal.record.ForeignLane",
              "if ((now & MISSING) == 0 && used(at) + size <= words.length) {",
              "if (used(at) + size <= words.length) {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader leaves the words behind the head",
              "internal.record.ForeignLane",
              "for (int i = 0; i < 2 + more; i++) {",
              "for (int i = 0; i < 1; i++) {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader gives slots back before it has cleared them",
              "internal.record.ForeignLane",
              "for (int i = 0; i < 2 + more; i++) {",
              """
          READ.setRelease(this, at + 2 + more);
          for (int i = 0; i < 2 + more; i++) {\
          """,
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader opens the gate before it has come to it",
              "internal.record.ForeignLane",
              "&& now >>> MISSING_BITS == (at & INDICES)) {",
              ") {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader opens the gate with a store",
              "internal.record.ForeignLane",
              "long missing = gate.getAndSet((at & INDICES) << MISSING_BITS) & MISSING;",
              """
          long missing = now & MISSING;
          gate.set((at & INDICES) << MISSING_BITS);\
          """,
              "ForeignLaneDropAgainstDrain"));

  /// The one that makes this mistake in this class, for other tests that see it.
  public static Break known(String type, String what) {
    return ALL.stream()
        .filter(one -> one.type().equals(type) && one.what().equals(what))
        .findAny()
        .orElseThrow(() -> new AssertionError("no such break: " + type + ": " + what));
  }

  /// What a break touches: breaks with a part in common are not made at the same time.
  static Set<String> parts(Break one) {
    return switch (one.type()) {
      case "internal.task.TaskState", "internal.task.JoinState" -> Set.of("task");
      case "sync.PermitPool", "sync.MpscCore", "sync.Notify" -> Set.of("line");
      // All that takes a lock stands on it.
      case "internal.concurrent.SpinLock" ->
          Set.of("line", "sync.MutexCore", "sync.Oneshot", "internal.driver.IoSource", "lock");
      default -> Set.of(one.type());
    };
  }
}
