package dev.vitrine.sync;

import static dev.vitrine.testing.Interleavings.check;
import static dev.vitrine.testing.Interleavings.explore;
import static dev.vitrine.testing.Interleavings.share;
import static dev.vitrine.testing.Interleavings.together;

import dev.vitrine.sync.PermitPool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Senders, one who closes, and the receiver: each value that was accepted is received, once, and
/// the receiver is woken for a value and for the end.
///
/// Seen failing on copies of [MpscCore] in which the receiver registers and does not look again, in
/// which a sender looks for the receiver before it adds the value, and in which a permit that is
/// given back after the close wakes nobody; and on one of [MpscSlots] in which a sender looks which
/// place is next and takes it afterwards.
@Tag("race")
class MpscRaceTest {
  private static final int ORDERS = 1_200;

  private static final class Receiver {
    final MpscCore<Integer> core;
    private volatile boolean woken;
    private int sum;
    private boolean ended;

    Receiver(MpscCore<Integer> core) {
      this.core = core;
    }

    /// @return false if it waits now
    boolean poll() {
      if (!core.hasValue() && core.registerReceiver(() -> woken = true)) {
        return false;
      }
      Integer value = core.receive();
      if (value != null) {
        sum += value;
      } else if (core.isEnded()) {
        ended = true;
      } else {
        Thread.onSpinWait(); // a sender has its place and has not stored its value yet
      }
      return true;
    }

    void pollUntilItWaits() {
      while (!ended && poll()) {}
    }

    void finish(int expected) {
      if (!ended && (sum != expected || core.isEnded())) {
        check(woken, "it sleeps beside a value or the end");
        pollUntilItWaits();
      }
      check(sum == expected, "a value was lost or came twice");
    }
  }

  private static int send(MpscCore<Integer> core, int value) {
    return core.trySend(value) == Outcome.ACQUIRED ? value : 0;
  }

  private static int sendByPermit(MpscCore<Integer> core, int value) {
    if (core.tryReserve(1) != Outcome.ACQUIRED) {
      return 0;
    }
    core.push(value);
    return value;
  }

  private static void race(int capacity, @Nullable Runnable closing, MpscCore<Integer> core) {
    var receiver = new Receiver(core);
    var sent = new int[2];
    share(receiver, core, sent);
    together(
        receiver::pollUntilItWaits,
        () -> sent[0] = send(core, 1),
        () -> {
          sent[1] = sendByPermit(core, 10);
          if (closing != null) {
            closing.run();
          }
        });
    receiver.finish(sent[0] + sent[1]);
    check(receiver.ended == (closing != null), "it has not come to its end");
    check(capacity == MpscCore.UNBOUNDED || core.capacity() == capacity, "room was lost or made");
  }

  @Test
  void twoSendersAndAReceiver() {
    explore(ORDERS, () -> race(2, null, new MpscCore<>(2)));
  }

  @Test
  void aSenderWhileTheOtherEndsTheChannel() {
    explore(
        ORDERS,
        () -> {
          var core = new MpscCore<Integer>(2);
          race(2, core::removeSender, core);
        });
  }

  @Test
  void aSenderWhileTheOtherEndsAnUnboundedChannel() {
    explore(
        ORDERS,
        () -> {
          var core = new MpscCore<Integer>(MpscCore.UNBOUNDED);
          race(MpscCore.UNBOUNDED, core::removeSender, core);
        });
  }

  @Test
  void aPermitThatIsGivenBackAfterTheCloseIsTheEnd() {
    explore(
        ORDERS,
        () -> {
          var core = new MpscCore<Integer>(1);
          check(core.tryReserve(1) == Outcome.ACQUIRED, "there is room");
          var receiver = new Receiver(core);
          share(receiver, core);
          together(receiver::pollUntilItWaits, core::closeReceiver, () -> core.giveBack(1));
          receiver.finish(0);
          check(receiver.ended, "it has not come to its end");
        });
  }
}
