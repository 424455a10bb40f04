package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sends and receives of an unbounded channel are linearizable. One thread receives.
///
/// MpscBoundedLincheckTest asks the same of a bounded one. With waiting, with permits and with a
/// close they are not, by design: a permit is taken first and its value sent later, and the end
/// does not come before it. MpscStressTest and MpscSendAgainstClose ask what holds there.
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
    return answer(channel.receiver());
  }

  static int answer(Mpsc.Receiver<Integer> receiver) {
    return switch (receiver.tryReceive()) {
      case TryReceive.Received<Integer>(Integer value) -> value;
      case TryReceive.Empty<Integer>() -> Integer.MIN_VALUE;
      case TryReceive.Closed<Integer>() -> Integer.MAX_VALUE;
    };
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    final ArrayDeque<Integer> values = new ArrayDeque<>();

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
