package dev.vitrine.signal;

import static dev.vitrine.Tasks.yieldNow;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.internal.jdk.Signals;
import dev.vitrine.testing.ManualTask;
import dev.vitrine.testing.OwnJvm;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class CtrlCTest {

  /// A build in the background of a script has SIGINT ignored, and with it the JVM of its tests:
  /// there it would not be given away.
  @BeforeAll
  @SuppressWarnings("restricted") // the JVM of the tests allows it
  static void interruptIsNotIgnored() throws Throwable {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)
        && Files.readString(status)
            .lines()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Integer.parseInt(line.substring(line.length() - 1), 16) & 2) != 0)) {
      Linker linker = Linker.nativeLinker();
      var _ =
          (MemorySegment)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("signal"),
                      FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                  .invokeExact(2, MemorySegment.NULL); // SIGINT, SIG_DFL
    }
  }

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

  /// What a server does that is to end at Ctrl-C, or when its work is done.
  static final class Server {
    private Server() {}

    public static void main(String[] args) {
      try (var runtime = AsyncRuntime.currentThread().build()) {
        var interrupted = runtime.spawn(CtrlC.ctrlC());
        var again = runtime.spawn(CtrlC.ctrlC());
        runtime.blockOn(() -> yieldNow().await()); // both have been polled
        interrupt();
        System.out.println("goes on " + !(interrupted.isFinished() || again.isFinished()));
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSignalThatIsIgnoredIsSaidOnceAndHoldsNothingUp() throws Exception {
    var ended = OwnJvm.withTheDoorOpen().ignoring("INT").run(Server.class);
    assertEquals(0, ended.exitCode(), ended.output());
    List<String> lines = ended.output().lines().toList();
    assertEquals(2, lines.size(), ended.output());
    assertTrue(
        lines.getFirst().startsWith("vitrine: SIGINT is ignored in this process"), lines::toString);
    assertEquals("goes on true", lines.getLast());
  }

  /// Ignores it by itself first, which is no reason not to hear of it later.
  static final class ChangesItsMind {
    private ChangesItsMind() {}

    public static void main(String[] args) throws ReflectiveOperationException {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("WINCH"),
              handler.getField("SIG_IGN").get(null));
      System.out.println("heard " + Signals.handle("WINCH", () -> {}));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatTheProgramHasIgnoredByItselfIsHeard() throws Exception {
    var ended = OwnJvm.withTheDoorOpen().run(ChangesItsMind.class);
    assertEquals("heard true", ended.output().strip());
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
