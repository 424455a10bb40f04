package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the stock console says of the Tokio program: the ground that comparisons with our console
/// stand on.
@Tag("interop")
final class RustAppTest {
  @Test
  void tokioConsoleListsEveryTaskOfTheProgram() {
    try (var app = RustApp.start("named", "lost", "blocking");
        var console = TokioConsole.attach(app.address(), 40)) {
      // The root, four of `named`, one each of the others; its two workers are blocking tasks.
      console.await("nine tasks", screen -> screen.contains("Tasks (9)"));
      var ours = console.rows().stream().filter(row -> row.contains("src/main.rs")).toList();
      assertEquals(7, ours.size(), () -> String.join("\n", ours));
      assertEquals(1, ours.stream().filter(row -> row.contains("block_on")).count());
      console.await("the warning", screen -> screen.contains("1 tasks have lost their wakers"));
      assertTrue(ours.stream().anyMatch(row -> row.startsWith("⚠ 1") && row.contains("lost-w")));
    }
  }

  @Test
  void tokioConsoleListsEveryKindOfResource() {
    try (var app = RustApp.start("mutex", "semaphore", "mpsc");
        var console = TokioConsole.attach(app.address(), 60)) {
      console.press("r").await("resources", screen -> screen.contains("Resources ("));
      // The oldest first, else short sleeps push the rest off the screen.
      console.press("i");
      for (var type : new String[] {"Mutex", "Semaphore", "Sleep"}) {
        console.await(type, screen -> screen.contains(type));
      }
    }
  }
}
