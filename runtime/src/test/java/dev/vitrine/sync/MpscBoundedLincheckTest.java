package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
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
    return switch (channel.receiver().tryReceive()) {
      case TryReceive.Received<Integer>(Integer value) -> value;
      case TryReceive.Empty<Integer>() -> Integer.MIN_VALUE;
      case TryReceive.Closed<Integer>() -> Integer.MAX_VALUE;
    };
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private final ArrayDeque<Integer> values = new ArrayDeque<>();

    public String send(int value) {
      if (values.size() == 2) {
        return "FULL";
      }
      values.add(value);
      return "SENT";
    }

    public int receive() {
      Integer first = values.poll();
      if (first != null) {
        return first;
      }
      return Integer.MIN_VALUE;
    }
  }
}
