package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Send, receive and the closes of a channel for one value are linearizable, misuse included.
@Tag("race")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class OneshotLincheckTest {
  private final Oneshot<Integer> channel = Oneshot.create();

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(OneshotLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public String send(int value) {
    try {
      return channel.sender().send(value) ? "sent" : "refused";
    } catch (IllegalStateException e) {
      return "misuse";
    }
  }

  @Operation
  public String receive() {
    try {
      return switch (channel.receiver().tryReceive()) {
        case TryReceive.Received<Integer>(Integer value) -> "" + value;
        case TryReceive.Empty<Integer>() -> "empty";
        case TryReceive.Closed<Integer>() -> "closed";
      };
    } catch (IllegalStateException e) {
      return "misuse";
    }
  }

  @Operation
  public void closeSender() {
    channel.sender().close();
  }

  @Operation
  public void closeReceiver() {
    channel.receiver().close();
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private int stage; // 0 empty, 1 sent, 2 taken, 3 closed by the sender
    private boolean receiverClosed;
    private int value;

    public String send(int sent) {
      if (stage != 0) {
        return "misuse";
      }
      if (receiverClosed) {
        return "refused";
      }
      value = sent;
      stage = 1;
      return "sent";
    }

    public String receive() {
      return switch (stage) {
        case 0 -> receiverClosed ? "closed" : "empty";
        case 1 -> {
          stage = 2;
          yield "" + value;
        }
        case 2 -> "misuse";
        default -> "closed";
      };
    }

    public void closeSender() {
      stage = stage == 0 ? 3 : stage;
    }

    public void closeReceiver() {
      receiverClosed = true;
    }
  }
}
