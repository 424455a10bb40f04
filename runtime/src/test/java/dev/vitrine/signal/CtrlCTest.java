package dev.vitrine.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.internal.jdk.Signals;
import dev.vitrine.testing.ManualTask;
import org.junit.jupiter.api.Test;

final class CtrlCTest {

  /// Sends SIGINT to this process. To be called only after somebody listens: it would end the tests
  /// otherwise.
  private static void interrupt() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object sigint = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("raise", signal).invoke(null, sigint);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the signal could not be raised", e);
    }
  }

  @Test
  void allWhoWaitAreTold() {
    var first = ManualTask.pending(CtrlC.ctrlC());
    var second = ManualTask.pending(CtrlC.ctrlC());
    interrupt();
    first.runToEnd();
    second.runToEnd();
  }

  @Test
  void onlyWhatComesAfterTheFirstPollCounts() {
    var unpolled = ManualTask.of(CtrlC.ctrlC());
    var witness = ManualTask.pending(CtrlC.ctrlC());
    interrupt();
    witness.runToEnd();
    unpolled.assertPending();
    interrupt();
    unpolled.runToEnd();
  }

  @Test
  void listenerHearsWhatComesWhileNobodyWaits() {
    try (SignalListener listener = CtrlC.listen()) {
      var witness = ManualTask.pending(CtrlC.ctrlC());
      interrupt();
      witness.runToEnd();
      ManualTask.run(listener.receive());
      var next = ManualTask.pending(listener.receive());
      next.cancel();
      interrupt();
      ManualTask.run(listener.receive());
    }
  }

  @Test
  void cancelledWaitIsNotWoken() {
    var given = ManualTask.pending(CtrlC.ctrlC());
    given.cancel();
    var witness = ManualTask.pending(CtrlC.ctrlC());
    interrupt();
    witness.runToEnd();
    assertEquals(0, given.wakes());
  }

  @Test
  void signalThatTheJvmKeepsIsRefusedClearly() {
    var refused = assertThrows(IllegalStateException.class, () -> Signals.handle("SEGV", () -> {}));
    assertTrue(String.valueOf(refused.getMessage()).contains("SIGSEGV"), refused.toString());
  }

  @Test
  void showsWhatItWaitsFor() {
    var task = ManualTask.pending(CtrlC.ctrlC());
    assertEquals("CtrlC.ctrlC", task.operation().operation());
    assertTrue(task.operation().isRegistered());
    var resource = task.operation().resource().orElseThrow();
    assertEquals("SIGINT", resource.resourceName().orElseThrow());
    task.cancel();
  }
}
