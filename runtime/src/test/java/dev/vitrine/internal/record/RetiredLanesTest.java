package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.Flavour;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.testing.RecordedEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rings of workers that have stopped.
@Timeout(60)
class RetiredLanesTest {
  private final RecordedEvents seen = new RecordedEvents();

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
      int most = EventFeed.RING_BYTES / Long.BYTES;
      for (int i = 0; i < most; i++) { // of two words each
        writer.write(EventKind.POLL_START.code(), 0, System.nanoTime(), i, 0, 0);
      }
      long lost = feed.lost();
      writer.stop();
      feed.drain(seen);
      assertEquals(most, seen.of(EventKind.POLL_START).size() + lost);
      assertEquals(lost, feed.lost());
      writer.write(EventKind.POLL_END.code(), 0, System.nanoTime(), 0, 0, 0);
      feed.drain(seen);
      assertEquals(1, seen.of(EventKind.POLL_END).size());
    }
  }
}
