package dev.vitrine.console.server.internal.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.EventCursor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is told of events that a connection was too slow for.
class SkippedEventsTest {
  private final SkippedEvents skipped = new SkippedEvents();

  /// A poll with a wake in it, and 7 events that did not fit; 5 wakes have been lost by then.
  private static EventBytes batch(int worker) {
    var batch = new EventBatchBuilder(1, worker);
    batch.event(EventKind.EVENT_KIND_POLL_START_VALUE, 0, 100, 0, 3, 0, 0);
    batch.event(EventKind.EVENT_KIND_WAKE_VALUE, 0, 110, 0, 4, 0, 0);
    batch.event(EventKind.EVENT_KIND_LOST_VALUE, 0, 120, 0, 0, 7, 0);
    batch.lost(EventKind.EVENT_KIND_WAKE, 5);
    return batch.build();
  }

  private static Map<EventKind, Long> lost(EventBytes batch) {
    var lost = new HashMap<EventKind, Long>();
    for (LostEvents one : batch.lost()) {
      lost.put(one.getKind(), one.getCount());
    }
    return lost;
  }

  @Test
  void aBatchThatIsLeftOutIsCountedByKindAndInItsPlace() {
    EventBytes gap = skipped.skip(batch(0));
    assertEquals(2, skipped.events(), "what did not fit into the ring is counted there");
    var event = new EventCursor(gap.message());
    assertTrue(event.next());
    assertEquals(EventKind.EVENT_KIND_LOST, event.kind());
    assertEquals(9, event.first());
    assertEquals(100, event.nanos());
    assertFalse(event.next());
    assertEquals(
        Map.of(EventKind.EVENT_KIND_POLL_START, 1L, EventKind.EVENT_KIND_WAKE, 6L), lost(gap));
    assertEquals(7L, lost(skipped.skip(batch(0))).get(EventKind.EVENT_KIND_WAKE));
    assertEquals(4, skipped.events());
  }

  @Test
  void aCountNeverGoesBack() {
    skipped.keep(batch(0));
    var silent = new EventBatchBuilder(1, 0); // there is no news from the ring
    silent.event(EventKind.EVENT_KIND_WAKE_VALUE, 0, 130, 0, 4, 0, 0);
    assertEquals(6L, lost(skipped.skip(silent.build())).get(EventKind.EVENT_KIND_WAKE));
  }

  @Test
  void laterBatchesOfTheLaneTellBoth() {
    assertEquals(5L, lost(skipped.keep(batch(0))).get(EventKind.EVENT_KIND_WAKE));
    skipped.skip(batch(0));
    EventBytes kept = skipped.keep(batch(0));
    assertEquals(6L, lost(kept).get(EventKind.EVENT_KIND_WAKE));
    assertEquals(batch(0).message().getCodes(), kept.message().getCodes());
    assertEquals(5L, lost(skipped.keep(batch(1))).get(EventKind.EVENT_KIND_WAKE));
  }
}
