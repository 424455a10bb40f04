package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.testing.RecordedEvents;
import dev.vitrine.testing.RecordedEvents.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/// What one thread sees of the rings of events.
class LaneTest {
  private static final long AT = EventLane.ANCHOR + 1000;
  private static final ExtraRings NONE = new ExtraRings(0, 0);
  private static final int WAITING = 20_000;

  private final RecordedEvents seen = new RecordedEvents();

  private static String text(Event event) {
    return "%d/%d %s %d +%d %d %d %d"
        .formatted(
            event.runtime(),
            event.worker(),
            event.kind(),
            event.flags(),
            event.nanos() - AT,
            event.task(),
            event.first(),
            event.second());
  }

  private List<String> texts() {
    return seen.all().stream().map(LaneTest::text).toList();
  }

  @Test
  void eventsComeOutAsTheyWentIn() {
    var lane = new WorkerLane(7, 3, 64, NONE, this);
    lane.write(EventKind.SPAWN.code(), 2, AT, 11, 12, 13);
    lane.write(EventKind.POLL_START.code(), 1, AT + 1, 11, 0, 0);
    lane.write(EventKind.POLL_END.code(), 0, AT + 2, 0, 0, 0);
    lane.write(EventKind.STEAL.code(), 0, AT + 3, 1, 4, 0);

    lane.drain(seen);
    assertEquals(
        List.of(
            "7/3 SPAWN 2 +0 11 12 13",
            "7/3 POLL_START 1 +1 11 0 0",
            "7/3 POLL_END 0 +2 0 0 0",
            "7/3 STEAL 0 +3 0 1 4"),
        texts());
    seen.clear();
    assertFalse(lane.drain(seen));
    assertEquals(List.of(), texts());
  }

  @Test
  void aLaneOfManyThreadsTellsWhichOne() {
    var lane = new ForeignLane(64);
    lane.write(EventKind.SPAWN.code(), 0, AT, 1, 2, 3);
    lane.drain(seen);
    assertEquals(List.of("0/-1 SPAWN 0 +0 1 2 3"), texts());
    assertEquals(Thread.currentThread().threadId(), seen.all().getFirst().thread());
  }

  @Test
  void theEndOfAPollSaysWhichOneWhereThreadsShareALane() {
    var lane = new ForeignLane(64);
    lane.write(EventKind.POLL_END.code(), 0, AT, 5, 0, 0);
    lane.write(EventKind.WAKE.code(), 1, AT + 1, 6, 0, 0);
    lane.drain(seen);
    assertEquals(List.of("0/-1 POLL_END 0 +0 5 0 0", "0/-1 WAKE 1 +1 6 0 0"), texts());
  }

  @Test
  void whatDoesNotFitIsCountedAndItsPlaceTold() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 64, NONE, this), new ForeignLane(64))) {
      int written = 100;
      for (int i = 0; i < written; i++) {
        lane.write(EventKind.WAKE.code(), 0, AT + i, i, 0, 0);
      }
      assertTrue(lane.drain(seen), "it was full");
      lane.write(EventKind.END.code(), 0, AT + written, 1, 0, 0);
      lane.drain(seen);

      long lost = lane.lost(EventKind.WAKE.code());
      int kept = seen.of(EventKind.WAKE).size();
      assertEquals(written, kept + lost, texts()::toString);
      assertTrue(lost > 0 && kept > 0);
      assertEquals(EventKind.LOST, seen.all().get(kept).kind(), texts()::toString);
      assertEquals(lost, seen.all().get(kept).first(), texts()::toString);
      assertEquals(EventKind.END, seen.all().getLast().kind(), texts()::toString);
      assertEquals(0, lane.lost(EventKind.END.code()));
      seen.clear();
    }
  }

  @Test
  void indicesGoRoundManyTimes() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 16, NONE, this), new ForeignLane(16))) {
      for (int i = 0; i < 1000; i++) {
        lane.write(EventKind.SPAWN.code(), i & 3, AT + i, i, -i, Long.MAX_VALUE);
        lane.drain(seen);
        assertTrue(
            text(seen.all().getLast())
                .endsWith(
                    " SPAWN " + (i & 3) + " +" + i + " " + i + " " + -i + " " + Long.MAX_VALUE));
      }
      assertEquals(0, lane.lost(EventKind.SPAWN.code()));
    }
  }

  @Test
  void aFullRingIsFollowedByAnotherOne() {
    var extra = new ExtraRings(3, 0);
    var lane = new WorkerLane(1, 0, 16, extra, this);
    var written = new ArrayList<Long>();
    for (long i = 0; extra.left() > 0; i++) {
      lane.write(EventKind.WAKE.code(), 0, AT + i, i, 0, 0);
      written.add(i);
    }
    assertTrue(lane.drain(seen), "there was more than a ring");
    assertEquals(written, seen.of(EventKind.WAKE).stream().map(Event::task).toList());
    assertEquals(3, extra.left(), "the rings that were left behind are for others");
    assertEquals(0, lane.lost(EventKind.WAKE.code()));
  }

  @Test
  void theWriterHasRoomAgainWhileTheReaderIsAtWork() {
    WorkerLane lane = ofEventsInOrder();
    drain(lane, task -> write(lane, EventKind.END, task, task + 1));
    assertEquals(0, lane.lost(EventKind.END.code()));
  }

  @Test
  void theWriterHasNoMoreRoomThanTheReaderHasGivenBack() {
    WorkerLane lane = ofEventsInOrder();
    drain(lane, task -> write(lane, EventKind.END, 0, task == WAITING / 2 ? 2 * WAITING : 0));
    assertTrue(lane.lost(EventKind.END.code()) > 0);
  }

  private WorkerLane ofEventsInOrder() {
    var lane = new WorkerLane(1, 0, 1 << 16, NONE, this);
    write(lane, EventKind.WAKE, 0, WAITING);
    return lane;
  }

  private static void write(EventLane lane, EventKind kind, long from, long to) {
    for (long task = from; task < to; task++) {
      lane.write(kind.code(), 0, AT, task, 0, 0);
    }
  }

  /// @param meanwhile done after each of the events that were there
  private static void drain(WorkerLane lane, LongConsumer meanwhile) {
    var expected = new AtomicLong();
    lane.drain(
        new EventSink() {
          @Override
          public void lane(long runtimeId, int worker) {}

          @Override
          public void event(
              EventKind kind, int flags, long nanos, long thread, long task, long a, long b) {
            assertEquals(EventKind.WAKE, kind);
            assertEquals(expected.getAndIncrement(), task);
            meanwhile.accept(task);
          }
        });
    assertEquals(WAITING, expected.get());
  }

  @Test
  void whatFitsIntoNoRingIsCountedAndItsPlaceTold() {
    var extra = new ExtraRings(1, 0);
    var lane = new WorkerLane(1, 0, 64, extra, this);
    int written = 100;
    for (int i = 0; i < written; i++) {
      lane.write(EventKind.WAKE.code(), 0, AT + i, i, 0, 0);
    }
    lane.drain(seen);
    assertEquals(1, extra.left());
    int kept = seen.all().size();
    assertTrue(kept > 64 / 2, "no more than one ring has room for");
    lane.write(EventKind.WAKE.code(), 0, AT + written, written, 0, 0);
    lane.drain(seen);
    assertEquals(EventKind.LOST, seen.all().get(kept).kind(), texts()::toString);
    assertEquals(written - kept, seen.all().get(kept).first());
    assertEquals(written - kept, lane.lost(EventKind.WAKE.code()));
    assertEquals(written, seen.all().getLast().task());
    assertEquals(1, extra.left(), "there was room in the ring that it was in");
  }

  @Test
  void ringsThatAreReadAsFastAsTheyFillAreNotFollowedByOthers() {
    var extra = new ExtraRings(1, 0);
    var lane = new WorkerLane(1, 0, 16, extra, this);
    for (int i = 0; i < 1000; i++) {
      lane.write(EventKind.WAKE.code(), 0, AT + i, i, 0, 0);
      lane.drain(seen);
      assertEquals(1, extra.left());
    }
  }

  @Test
  void aHeapThatIsNearlyFullHasNoRoomForAnother() {
    assertFalse(new ExtraRings(1, Runtime.getRuntime().maxMemory() / 4).take());
    assertTrue(new ExtraRings(1, 1).take());
    assertFalse(new ExtraRings(0, 1).take());
  }
}
