package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.Flavour;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.testing.RecordedEvents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The lanes of workers that have stopped.
@Timeout(60)
class RetiredLanesTest {
  private static final class Count implements EventSink {
    private long starts;

    @Override
    public void lane(long runtimeId, int worker) {}

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      starts += kind == EventKind.POLL_START ? 1 : 0;
    }
  }

  private final RecordedEvents seen = new RecordedEvents();

  @BeforeAll
  static void thereIsARuntime() {
    Flavour.CURRENT_THREAD.build().close();
  }

  @ParameterizedTest
  @EnumSource
  void aRuntimeThatIsClosedGivesThemBackWhenTheyHaveBeenEmptied(Flavour flavour) {
    try (EventFeed feed = Instruments.events()) {
      for (int i = 0; i < 5; i++) {
        try (var runtime = flavour.build()) {
          runtime.blockOn(runtime.spawn(() -> {}));
        }
      }
      feed.drain(seen);
      assertEquals(2 * 5, seen.of(EventKind.END).size(), "all is there, the root too");
      assertEquals(1, ((Recorder.Session) feed).lanes(), "that of the threads that are no workers");
    }
  }

  @Test
  void whatAStoppedWorkerHasLostIsStillCounted() {
    try (EventFeed feed = Instruments.events()) {
      var writer = new Recorder.Writer(7, 0);
      int written = 0;
      while (feed.lost() < 1_000) { // the heap has room for some
        writer.write(EventKind.POLL_START.code(), 0, System.nanoTime(), written++, 0, 0);
      }
      long lost = feed.lost();
      writer.stop();
      var kept = new Count(); // of a heap of 8 GiB there is room for 70 million
      feed.drain(kept);
      assertEquals(written, kept.starts + lost);
      assertEquals(lost, feed.lost());
      writer.write(EventKind.POLL_END.code(), 0, System.nanoTime(), 0, 0, 0);
      feed.drain(seen);
      assertEquals(1, seen.of(EventKind.POLL_END).size());
    }
  }
}
