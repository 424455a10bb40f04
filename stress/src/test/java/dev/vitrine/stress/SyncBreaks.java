package dev.vitrine.stress;

import java.util.List;

/// Mistakes of locks and channels, and of the lock that they stand on; see [Breaks].
final class SyncBreaks {
  private SyncBreaks() {}

  static final List<Break> ALL =
      List.of(
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
          if (!values.isEmpty() || isEnded()) {\
          """,
              """
          boolean something = !values.isEmpty() || isEnded();
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
              "T value = values.pollOrSpin();",
              "T value = isClosed() ? null : values.pollOrSpin();",
              "MpscSendAgainstClose"),
          new Break(
              "room is given back before the slot is empty",
              "sync.MpscCore",
              """
          T value = values.poll();
          if (value != null) {
          room.release(1);
          }
          return value;\
          """,
              """
          if (values.hasNext()) {
          room.release(1);
          }
          return values.poll();\
          """,
              "MpscSlotsSlotReuse"),
          new Break(
              "a receiver looks for a value and not for a place",
              "sync.MpscSlots",
              "return room.place() == head;",
              "return !hasNext();",
              "MpscSlotsReceiveAgainstSend"),
          new Break(
              "a place is looked at and then taken",
              "sync.MpscSlots",
              "int place = room.tryAcquirePlace();",
              """
          int place = room.place();
          if (room.tryAcquirePlace() < 0) {
          return PermitPool.Outcome.WAITING;
          }\
          """,
              "MpscSlotsTwoSenders"),
          new Break(
              "no fence between a value and the look for the receiver",
              "sync.MpscChunks",
              "VarHandle.fullFence();",
              "",
              "MpscReceiveAgainstSend"),
          new Break(
              "who serves the line stores the word",
              "sync.PermitPool",
              "WORD.getAndAdd(this, change);",
              "word = seen + change;",
              "PermitPoolPlaceAgainstLine"),
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
              "OneshotAwaitClosedAgainstClose"));
}
