package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Our console on a Tokio program, beside the stock one.
@Tag("interop")
final class RustProgramTest {
  private static final List<String> NAMES =
      List.of("tick-100ms", "tick-200ms", "tick-300ms", "lost-waker", "self-waker");

  /// What both consoles say of a task.
  private record Seen(String state, boolean hasLint) {}

  @Test
  void topShowsTheTasksStatesAndLintsThatTokioConsoleShows() {
    try (var app = RustApp.start("named", "lost", "selfwake");
        var theirs = TokioConsole.attach(app.address(), 40)) {
      theirs.await("both lints", screen -> lints(screen) == 2);
      // A task is seen running by one and idle by the other now and then.
      Await.until(
          "the same tasks in both",
          Vitrine.PATIENCE,
          () -> List.of(theirs(theirs), ours(Vitrine.top(app.address()))),
          both -> both.get(0).equals(both.get(1)) && both.get(0).size() == NAMES.size());

      var top = Vitrine.top(app.address());
      theirs.await(
          "as many tasks",
          screen -> screen.contains("Tasks (" + top.getAsJsonArray("tasks").size() + ")"));
      assertEquals(List.of("lost-waker"), lintsOf(top, "lost-waker"));
      assertEquals(List.of("self-wakes"), lintsOf(top, "self-waker"));
      assertEquals("tokio-console", top.get("service").getAsString());
      assertTrue(top.get("process").isJsonNull());
      for (var absent : List.of("runtimes", "workers", "incidents")) {
        assertTrue(top.getAsJsonArray(absent).isEmpty(), absent);
      }
    }
  }

  @Test
  void attachShowsThemAndSaysWhatSuchAProgramHasNot() {
    try (var app = RustApp.start("named", "lost", "selfwake", "mutex");
        var console = Console.attach(150, 40, app.address()).awaitLive()) {
      console.await(
          "all tasks",
          screen -> NAMES.stream().allMatch(screen::contains) && screen.contains("mutex-user-3"));
      console.await("lints", screen -> screen.contains("Lints 2"));
      console.await("self", screen -> line(screen, "self-waker").startsWith("▲"));
      console.await("lost", screen -> line(screen, "lost-waker").startsWith("▲"));

      console.press("r").await("resources", screen -> screen.contains("Mutex"));
      for (var view : List.of("w", "b")) {
        console
            .press(view)
            .await(
                "what is missing",
                screen -> screen.contains("This program speaks tokio-console's service only"));
      }
      console.press("t", "/");
      console.press("l", "o", "s", "t", "Enter");
      console.await("one task", screen -> !screen.contains("tick-100ms"));
      console.press("Enter");
      console.await(
          "a detail", screen -> screen.contains("Why it waits") && screen.contains("Poll times"));
      console.press("Escape").await("the list", screen -> !screen.contains("Why it waits"));
      assertEquals(0, console.quit());
    }
  }

  private static Map<String, Seen> theirs(TokioConsole console) {
    var seen = new TreeMap<String, Seen>();
    for (var row : console.rows()) {
      for (var name : NAMES) {
        if (row.contains(name)) {
          String state = row.contains("▶") ? "running" : row.contains("⏫") ? "sched" : "idle";
          seen.put(name, new Seen(state, row.startsWith("⚠")));
        }
      }
    }
    return seen;
  }

  private static Map<String, Seen> ours(JsonObject top) {
    var seen = new TreeMap<String, Seen>();
    for (var name : NAMES) {
      var task = task(top, name);
      seen.put(
          name, new Seen(task.get("state").getAsString(), !task.getAsJsonArray("lints").isEmpty()));
    }
    return seen;
  }

  private static List<String> lintsOf(JsonObject top, String name) {
    return StreamSupport.stream(task(top, name).getAsJsonArray("lints").spliterator(), false)
        .map(JsonElement::getAsString)
        .toList();
  }

  private static JsonObject task(JsonObject top, String name) {
    return StreamSupport.stream(top.getAsJsonArray("tasks").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(task -> task.get("name").getAsString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no task " + name + "\n" + top));
  }

  private static String line(String screen, String text) {
    return screen.lines().filter(line -> line.contains(" " + text + " ")).findFirst().orElse("");
  }

  private static int lints(String screen) {
    int lints = 0;
    for (var text : List.of("tasks have lost their wakers", "woken themselves")) {
      lints += screen.contains(text) ? 1 : 0;
    }
    return lints;
  }
}
