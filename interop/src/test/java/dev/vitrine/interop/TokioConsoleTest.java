package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The stock console on programs of ours: it shows all that it has views for, and nothing that we
/// send makes it panic.
@Tag("interop")
final class TokioConsoleTest {
  private static final Pattern TASKS = Pattern.compile("Tasks \\((\\d+)\\)");
  private static final int MOST_ROWS = 10;

  @Test
  void showsTheEchoServer() {
    try (var echo = Example.start("echo", "--load", "5");
        var console = TokioConsole.attach(echo.address(), 40)) {
      console.await("the root and a task a connection", screen -> tasks(screen) == 6);
      var connections = console.rows().stream().filter(row -> row.contains("conn ")).toList();
      assertEquals(5, connections.size(), () -> String.join("\n", console.rows()));
      connections.forEach(row -> assertTrue(row.contains("Echo.java:"), row));

      showsTaskDetails(console);
      showsResourcesAndAsyncOps(console, "TcpStream");
      pausesAndGoesOn(console);
      assertEquals(0, console.quit());
      assertUnnoticed(echo.program());
    }
  }

  @Test
  void showsTasksThatBlock() {
    try (var blocking = Example.start("blocking");
        var console = TokioConsole.attach(blocking.address(), 40)) {
      for (var name : new String[] {"healthy-3", "suspends-sleeping", "suspends-on-monitor"}) {
        console.await(name, screen -> screen.contains(name));
      }
      for (var name : new String[] {"reads-pipe", "spins", "locks-in-poll"}) {
        console.await(name, screen -> screen.contains(name));
      }
      showsTaskDetails(console);
      showsResourcesAndAsyncOps(console, "Sleep");
      pausesAndGoesOn(console);
      assertEquals(0, console.quit());
      assertUnnoticed(blocking.program());
    }
  }

  @Test
  void listsAHundredThousandTasksThatWereThereBefore() {
    int port = Paths.freePort();
    try (var idle = Subject.start("127.0.0.1:" + port, "idle", "100000");
        var console = TokioConsole.attach("127.0.0.1:" + port, 40)) {
      console.await("the tasks and the root", screen -> tasks(screen) == 100_001);
      assertEquals(0, console.quit());
      assertUnnoticed(idle.program());
    }
  }

  private static void showsTaskDetails(TokioConsole console) {
    console.press("Down", "Enter");
    console.await(
        "both histograms",
        screen ->
            screen.contains("Poll Times Histogram")
                && screen.contains("Scheduled Times Histogram")
                && screen.contains("Poll Times Percentiles")
                && screen.contains("Sched Times Percentiles")
                && screen.contains("p99"));
    console.press("Escape").await("the list", screen -> tasks(screen) > 0);
  }

  private static void showsResourcesAndAsyncOps(TokioConsole console, String type) {
    console
        .press("r")
        .await(type, screen -> screen.contains("Resources (") && screen.contains(type));
    assertTrue(opensOneWithAsyncOps(console), console::screen);
    console.press("Escape", "t").await("the list", screen -> tasks(screen) > 0);
  }

  /// A short wait may be over before it is looked for: then the next row is opened.
  private static boolean opensOneWithAsyncOps(TokioConsole console) {
    for (int row = 0; row < MOST_ROWS; row++) {
      console.press("Down", "Enter").await("one", screen -> screen.contains("Async Ops ("));
      if (console.shows(screen -> !screen.contains("Async Ops (0)"))) {
        return true;
      }
      console.press("Escape").await("the list", screen -> screen.contains("Resources ("));
    }
    return false;
  }

  private static void pausesAndGoesOn(TokioConsole console) {
    console.press("Space").await("the pause", screen -> screen.contains("PAUSED"));
    console.press("Space").await("no pause", screen -> !screen.contains("PAUS"));
    var before = console.screen();
    console.await("another picture", screen -> !screen.equals(before));
    assertFalse(before.contains("panicked"), before);
  }

  private static void assertUnnoticed(Program program) {
    assertTrue(program.isAlive(), program::describe);
    assertEquals(1, program.err().lines().count(), program::describe);
  }

  /// How many tasks it says there are; -1 when it does not.
  private static int tasks(String screen) {
    var matcher = TASKS.matcher(screen);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
