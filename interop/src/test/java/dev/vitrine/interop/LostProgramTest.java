package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The program goes away, comes back or stands still while a console is attached to it.
@Tag("interop")
final class LostProgramTest {
  @Test
  void consoleKeepsTheDataOfAKilledProgramAndTakesUpTheNextOne() {
    int port = Paths.freePort();
    String address = "127.0.0.1:" + port;
    try (var first = Subject.start(address, "names");
        var console = Console.attach(120, 30, address).awaitLive()) {
      console.await("its tasks", screen -> screen.contains("ordinary"));
      first.program().signal("KILL");
      var lost =
          console.await(
              "the loss and what to do",
              screen -> screen.contains("LOST") && screen.contains("program may have ended"));
      assertTrue(lost.contains("ordinary"), lost);
      first.program().awaitExit(Vitrine.PATIENCE);

      try (var second = Subject.start(address, "idle", "3")) {
        var live =
            console
                .awaitLive()
                .await("the next program", screen -> screen.contains("pid " + second.pid()));
        assertFalse(live.contains("ordinary"), live);
        console.await("its tasks and its root", screen -> screen.contains("Tasks 4 "));
        assertEquals(0, console.quit());
        assertTrue(second.program().isAlive());
      }
    }
  }

  @Test
  void consoleSaysHowLongAStoppedProgramHasBeenSilent() {
    int port = Paths.freePort();
    String address = "127.0.0.1:" + port;
    try (var program = Subject.start(address, "names");
        var console = Console.attach(120, 30, address).awaitLive()) {
      console.await("its tasks", screen -> screen.contains("ordinary"));
      program.program().signal("STOP");
      try {
        var silent = console.await("silence", screen -> screen.contains("SILENT for"));
        assertTrue(silent.contains("ordinary"), silent);
      } finally {
        program.program().signal("CONT");
      }
      console.awaitLive();
      assertEquals(0, console.quit());
      assertEquals(1, program.program().err().lines().count(), program.program()::describe);
    }
  }
}
