package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tries to send into and to receive from a bounded channel are linearizable: the room and the
/// place are taken in one step. One thread receives.
///
/// Seen failing on a copy of [MpscSlots] that does not wait for a value whose place is taken, and
/// on one of [MpscCore] that gives no room back.
@Tag("race")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class MpscBoundedLincheckTest {
  private final Mpsc.Bounded<Integer> channel = Mpsc.bounded(2);

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(MpscBoundedLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public String send(int value) {
    return channel.sender().trySend(value).toString();
  }

  @Operation(nonParallelGroup = "receiver")
  public int receive() {
    return MpscLincheckTest.answer(channel.receiver());
  }

  /// What the answers have to be.
  public static class OneAfterTheOther extends MpscLincheckTest.OneAfterTheOther {
    @Override
    public String send(int value) {
      return values.size() == 2 ? "FULL" : super.send(value);
    }
  }
}
