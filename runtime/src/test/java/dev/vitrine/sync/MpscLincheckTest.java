package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sends and receives of an unbounded channel are linearizable. One thread receives.
///
/// Those of a bounded one, and the close of either, are not, by design: a send takes its room first
/// and puts its value there afterwards, so between the two another finds the channel full and the
/// receiver finds nothing, also after a close; it does not find the end before the value has come.
/// MpscStressTest and MpscSendAgainstClose ask what holds there.
@Tag("race")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class MpscLincheckTest {
  private final Mpsc.Unbounded<Integer> channel = Mpsc.unbounded();

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(MpscLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public String send(int value) {
    channel.sender().send(value);
    return "SENT";
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
