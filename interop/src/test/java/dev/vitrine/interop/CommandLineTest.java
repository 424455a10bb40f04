package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The commands that need no terminal, and how programs are found and reached.
@Tag("interop")
final class CommandLineTest {
  @Test
  void demoWithoutATerminalPrintsWhatTopPrintsAndLeavesNothingBehind() {
    try (var demo = Vitrine.start("demo")) {
      assertEquals(0, demo.awaitExit(Vitrine.PATIENCE), demo::describe);
      assertEquals("", demo.err(), demo::describe);
      assertTrue(demo.out().startsWith("Echo · pid "), demo::describe);
      for (var part : new String[] {"runtime echo:", "WORKER", "conn ", "RESOURCE", "SPAWNED AT"}) {
        assertTrue(demo.out().contains(part), () -> part + "\n" + demo.describe());
      }
      long pid = Long.parseLong(demo.out().replaceFirst("(?s)Echo · pid (\\d+).*", "$1"));
      assertFalse(ProcessHandle.of(pid).isPresent(), "the example still runs");
    }
  }

  @Test
  void whatTheLauncherAddsHasHelpAsWell() {
    assertTrue(Vitrine.run("--help").contains("  example  Runs one of"));
    assertTrue(Vitrine.run("demo", "--help").startsWith("usage: vitrine demo"));
    assertTrue(Vitrine.run("example", "--help").startsWith("usage: vitrine example NAME"));
  }

  @Test
  void programThatNeverStartedItsServiceIsListedAndReached() {
    try (var program = Subject.startUnasked("idle", "3")) {
      var listed = ps(program.pid());
      assertEquals("ready", listed.get("state").getAsString(), listed::toString);
      var top = Vitrine.top(Long.toString(program.pid()));
      assertEquals(program.pid(), top.getAsJsonObject("process").get("pid").getAsLong());
      assertEquals(4, top.getAsJsonArray("tasks").size());
      assertEquals("serving", ps(program.pid()).get("state").getAsString());
      try (var console = Console.attach(120, 30, Long.toString(program.pid())).awaitLive()) {
        console.await("its tasks", screen -> screen.contains("Tasks 4 "));
        assertEquals(0, console.quit());
      }
      assertEquals("", program.program().err());
    }
  }

  @Test
  void programWhoseConsoleIsSwitchedOffSaysSo() {
    try (var program = Subject.start("off", "idle", "3");
        var top = Vitrine.start("top", "--once", Long.toString(program.pid()))) {
      assertEquals(3, top.awaitExit(Vitrine.PATIENCE), top::describe);
      assertTrue(top.err().contains("vitrine.console=off"), top::describe);
      assertEquals(1, top.err().lines().count(), top::describe);
      assertEquals("", program.program().err());
      String listed =
          Vitrine.run("ps")
              .lines()
              .filter(line -> line.strip().startsWith(program.pid() + " "))
              .findFirst()
              .orElse("");
      assertTrue(listed.contains("vitrine.console=off"), listed);
      assertEquals("closed", ps(program.pid()).get("state").getAsString());
    }
  }

  @Test
  void programWithoutTheServerSaysWhatToAdd() {
    try (var program = Subject.startWithoutServer("idle", "3");
        var top = Vitrine.start("top", "--once", Long.toString(program.pid()))) {
      assertEquals(3, top.awaitExit(Vitrine.PATIENCE), top::describe);
      assertTrue(top.err().contains("console-server"), top::describe);
      assertEquals(1, top.err().lines().count(), top::describe);
      assertTrue(program.program().isAlive());
      assertEquals("", program.program().err());
    }
  }

  @Test
  void processThatIsNoneOfOursIsRefused() {
    try (var top = Vitrine.start("top", "--once", Long.toString(ProcessHandle.current().pid()))) {
      assertNotEquals(0, top.awaitExit(Vitrine.PATIENCE), top::describe);
      assertEquals(1, top.err().lines().count(), top::describe);
    }
  }

  @Test
  void programGoesOnWhenItsPortIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var program = Subject.start("127.0.0.1:" + taken.getLocalPort(), "idle", "3")) {
      var said = program.program().err();
      assertEquals(1, said.lines().count(), said);
      assertTrue(said.contains("127.0.0.1:" + taken.getLocalPort()), said);
      assertTrue(said.contains("in use"), said);
      assertTrue(said.contains("goes on without the console"), said);
      assertTrue(program.program().isAlive());
    }
  }

  private static JsonObject ps(long pid) {
    var all = JsonParser.parseString(Vitrine.run("ps", "--json")).getAsJsonArray();
    return StreamSupport.stream(all.spliterator(), false)
        .map(one -> one.getAsJsonObject())
        .filter(one -> one.get("pid").getAsLong() == pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("ps does not list " + pid + "\n" + all));
  }
}
