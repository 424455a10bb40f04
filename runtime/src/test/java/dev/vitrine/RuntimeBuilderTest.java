package dev.vitrine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the builder lets through, and what it takes from outside.
@Timeout(30)
class RuntimeBuilderTest {

  @Test
  void theBuilderRefusesBadValuesAndSaysTheRange() {
    refused(() -> AsyncRuntime.multiThread().workers(0), "workers=0", "1 to 32767");
    refused(() -> AsyncRuntime.multiThread().workers(32_768), "workers=32768", "1 to 32767");
    refused(() -> AsyncRuntime.currentThread().workers(2), "workers=2", "current-thread");
    refused(() -> AsyncRuntime.multiThread().maxBlockingThreads(0), "maxBlockingThreads=0", "1 to");
    refused(
        () -> AsyncRuntime.multiThread().blockingKeepAlive(Duration.ofMillis(-1)),
        "blockingKeepAlive=PT-0.001S",
        "negative");
    refused(() -> AsyncRuntime.multiThread().eventInterval(0), "eventInterval=0", "1 to");
    refused(
        () -> AsyncRuntime.multiThread().globalQueueInterval(-3), "globalQueueInterval=-3", "1 to");
    refused(() -> AsyncRuntime.multiThread().name(" "), "name=\" \"", "blank");
    refused(() -> AsyncRuntime.multiThread().threadName(""), "threadName=\"\"", "blank");
    refused(
        () -> AsyncRuntime.multiThread().flightRecorder(Duration.ofMillis(999)),
        "keep=PT0.999S",
        "1 second to 1 day");
    refused(
        () -> AsyncRuntime.multiThread().flightRecorder(Duration.ofDays(2)),
        "keep=PT48H",
        "1 second to 1 day");
    refused(
        () -> AsyncRuntime.multiThread().startPaused(true), "startPaused=true", "currentThread()");
  }

  private static void refused(Runnable call, String value, String range) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message != null && message.contains(value) && message.contains(range), message);
  }

  @Test
  void settingsAreShownWithTheirDefaults() {
    try (var runtime = AsyncRuntime.multiThread().workers(3).enableAll().build()) {
      assertEquals(
          Map.of(
              "workers", "3",
              "maxBlockingThreads", "512",
              "blockingKeepAlive", "PT10S",
              "eventInterval", "61",
              "globalQueueInterval", "tuned",
              "lifoSlot", "true",
              "io", "true",
              "time", "true"),
          runtime.view().settings());
      assertEquals(3, runtime.view().workers().size());
      assertEquals("multi-thread", runtime.view().flavour());
      assertEquals(512, runtime.view().blocking().cap());
    }
    try (var runtime = AsyncRuntime.currentThread().build()) {
      assertEquals("31", runtime.view().settings().get("globalQueueInterval"));
      assertEquals("current-thread", runtime.view().flavour());
    }
  }

  @Test
  void theNumberOfWorkersCanBeSetFromOutside() {
    String before = System.getProperty("vitrine.workers");
    try {
      System.setProperty("vitrine.workers", "3");
      try (var runtime = AsyncRuntime.multiThread().build()) {
        assertEquals(3, runtime.view().workers().size());
      }
      try (var runtime = AsyncRuntime.multiThread().workers(2).build()) {
        assertEquals(2, runtime.view().workers().size(), "what the program says wins");
      }
      System.setProperty("vitrine.workers", "many");
      refused(() -> AsyncRuntime.multiThread().build(), "vitrine.workers=many", "1 to 32767");
      System.setProperty("vitrine.workers", "0");
      refused(() -> AsyncRuntime.multiThread().build(), "vitrine.workers=0", "1 to 32767");
    } finally {
      if (before == null) {
        System.clearProperty("vitrine.workers");
      } else {
        System.setProperty("vitrine.workers", before);
      }
    }
  }
}
