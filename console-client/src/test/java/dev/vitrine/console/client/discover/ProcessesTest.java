package dev.vitrine.console.client.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.discover.Processes.NotWatchableException;
import dev.vitrine.console.client.discover.WatchableProcess.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Other JVMs of this machine, in the states that make it hard to ask them.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ProcessesTest {
  private static final Address ADDRESS = new Address.Tcp("127.0.0.1", 1);

  /// A program that has nothing to do with us. Ends when its input does.
  static final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws IOException {
      System.out.write('!');
      System.out.flush();
      while (System.in.read() >= 0) {}
    }
  }

  /// It, running.
  private static final class Running implements AutoCloseable {
    private final Process process;

    Running() throws Exception {
      var classes =
          Path.of(ProcessesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classes.toString(),
                  Idle.class.getName())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals('!', process.getInputStream().read());
    }

    long pid() {
      return process.pid();
    }

    /// From then on it accepts connections of those who ask, until as many wait as may.
    void stopAfterItWasAsked() throws Exception {
      VirtualMachine.attach(Long.toString(pid())).detach();
      assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(pid())).start().waitFor());
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void aStoppedProcessIsListedAsOneThatDoesNotAnswer() throws Exception {
    try (var idle = new Running()) {
      idle.stopAfterItWasAsked();
      List<WatchableProcess> found =
          Processes.list().stream().filter(one -> one.pid() == idle.pid()).toList();
      assertEquals(1, found.size());
      assertEquals(State.SILENT, found.getFirst().state());
      assertTrue(found.getFirst().note().contains("does not answer"));
    }
  }

  @Test
  void aStoppedProcessIsNotWaitedFor() throws Exception {
    try (var idle = new Running()) {
      idle.stopAfterItWasAsked();
      assertRefused("does not answer", idle.pid());
    }
  }

  @Test
  void aFileIsBelievedWhileTheProcessThatWroteItRuns() throws Exception {
    var idle = new Running();
    long pid = idle.pid();
    Instant started = idle.process.info().startInstant().orElseThrow();
    Path file = write(pid, started);
    try (idle) {
      assertEquals(ADDRESS, Processes.reach(pid));
      write(pid, started.minusSeconds(60));
      assertRefused("does not use the Vitrine runtime", pid);
      assertTrue(DiscoveryFiles.all().stream().noneMatch(entry -> entry.pid() == pid));
      write(pid, started);
      idle.close();
      assertRefused("there is no process", pid);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aProcessThatHasEndedIsNoneAlsoWhenItsParentDoesNotLook() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec cat").start();
    try (var in = parent.outputWriter();
        var out = parent.inputReader()) {
      long pid = Long.parseLong(out.readLine());
      Path status = Path.of("/proc/" + pid + "/status");
      assumeTrue(Files.exists(status), "only Linux tells");
      in.write("not a shell any more, which would look\n");
      in.flush();
      out.readLine();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      while (!Files.readString(status).contains("State:\tZ")) {
        Thread.onSpinWait();
      }
      assertRefused("there is no process", pid);
    } finally {
      parent.destroy();
    }
  }

  /// As a program does whose service listens.
  private static Path write(long pid, Instant started) throws IOException {
    Path folder = DiscoveryFiles.folder(Path.of("/")).orElseThrow();
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = folder.resolve(pid + ".properties");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file, "pid=%d\naddress=%s\nstarted=%s\n".formatted(pid, ADDRESS, started));
  }

  private static void assertRefused(String reason, long pid) {
    var refused = assertThrows(NotWatchableException.class, () -> Processes.reach(pid));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(reason), message);
  }
}
