package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What one thread sees of the rings of events.
class LaneTest {
  private static final long AT = EventLane.ANCHOR + 1000;

  private final List<String> seen = new ArrayList<>();
  private final EventSink sink =
      new EventSink() {
        @Override
        public void lane(long runtimeId, int worker) {
          seen.add("lane " + runtimeId + "/" + worker);
        }

        @Override
        public void event(
            EventKind kind,
            int flags,
            long nanos,
            long thread,
            long task,
            long first,
            long second) {
          seen.add(
              kind + " " + flags + " +" + (nanos - AT) + " " + task + " " + first + " " + second);
        }
      };

  @Test
  void eventsComeOutAsTheyWentIn() {
    var lane = new WorkerLane(7, 3, 64, this);
    lane.write(EventKind.SPAWN.code(), 2, AT, 11, 12, 13);
    lane.write(EventKind.POLL_START.code(), 1, AT + 1, 11, 0, 0);
    lane.write(EventKind.POLL_END.code(), 0, AT + 2, 0, 0, 0);
    lane.write(EventKind.STEAL.code(), 0, AT + 3, 1, 4, 0);

    lane.drain(sink);
    assertEquals(
        List.of(
            "lane 7/3",
            "SPAWN 2 +0 11 12 13",
            "POLL_START 1 +1 11 0 0",
            "POLL_END 0 +2 0 0 0",
            "STEAL 0 +3 0 1 4"),
        seen);
    seen.clear();
    assertFalse(lane.drain(sink));
    assertEquals(List.of(), seen);
  }

  @Test
  void aLaneOfManyThreadsTellsWhichOne() {
    var lane = new ForeignLane(64);
    var threads = new ArrayList<Long>();
    lane.write(EventKind.SPAWN.code(), 0, AT, 1, 2, 3);
    lane.drain(
        new EventSink() {
          @Override
          public void lane(long runtimeId, int worker) {
            assertEquals(-1, worker);
          }

          @Override
          public void event(
              EventKind kind,
              int flags,
              long nanos,
              long thread,
              long task,
              long first,
              long second) {
            threads.add(thread);
            assertEquals(List.of(1L, 2L, 3L), List.of(task, first, second));
          }
        });
    assertEquals(List.of(Thread.currentThread().threadId()), threads);
  }

  @Test
  void theEndOfAPollSaysWhichOneWhereThreadsShareALane() {
    var lane = new ForeignLane(64);
    lane.write(EventKind.POLL_END.code(), 0, AT, 5, 0, 0);
    lane.write(EventKind.WAKE.code(), 1, AT + 1, 6, 0, 0);
    lane.drain(sink);
    assertEquals(List.of("lane 0/-1", "POLL_END 0 +0 5 0 0", "WAKE 1 +1 6 0 0"), seen);
  }

  @Test
  void whatDoesNotFitIsCountedAndItsPlaceTold() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 64, this), new ForeignLane(64))) {
      int written = 100;
      for (int i = 0; i < written; i++) {
        lane.write(EventKind.WAKE.code(), 0, AT + i, i, 0, 0);
      }
      assertTrue(lane.drain(sink), "it was full");
      lane.write(EventKind.END.code(), 0, AT + written, 1, 0, 0);
      lane.drain(sink);

      long lost = lane.lost(EventKind.WAKE.code());
      long kept = seen.stream().filter(line -> line.startsWith("WAKE")).count();
      assertEquals(written, kept + lost, seen::toString);
      assertTrue(lost > 0 && kept > 0);
      List<String> events = seen.stream().filter(line -> !line.startsWith("lane")).toList();
      assertTrue(events.get((int) kept).startsWith("LOST"), events::toString);
      assertTrue(events.get((int) kept).endsWith(" " + lost + " 0"), events::toString);
      assertTrue(events.getLast().startsWith("END"), events::toString);
      assertEquals(0, lane.lost(EventKind.END.code()));
      seen.clear();
    }
  }

  @Test
  void indicesGoRoundManyTimes() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 16, this), new ForeignLane(16))) {
      for (int i = 0; i < 1000; i++) {
        lane.write(EventKind.SPAWN.code(), i & 3, AT + i, i, -i, Long.MAX_VALUE);
        lane.drain(sink);
        assertEquals(
            "SPAWN " + (i & 3) + " +" + i + " " + i + " " + -i + " " + Long.MAX_VALUE,
            seen.getLast());
      }
      assertEquals(0, lane.lost(EventKind.SPAWN.code()));
    }
  }
}
