package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventColumns;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.testing.RecordedEvents;
import dev.vitrine.testing.RecordedEvents.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What one thread sees of the lanes of events.
class LaneTest {
  private static final long AT = EventLane.ANCHOR + 1000;
  private static final ExtraBlocks NONE = new ExtraBlocks(0, 0);

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
    var lane = new WorkerLane(7, 3, 16, 2, NONE, this);
    lane.write(EventKind.SPAWN.code(), 2, AT, 11, 12, 13);
    lane.write(EventKind.POLL_START.code(), 1, AT + 1, 11, 0, 0);
    lane.write(EventKind.POLL_END.code(), 0, AT + 2, 0, 0, 0);
    lane.write(EventKind.STEAL.code(), 0, AT + 3, 1, 4, 0);

    lane.drain(seen, true);
    assertEquals(
        List.of(
            "7/3 SPAWN 2 +0 11 12 13",
            "7/3 POLL_START 1 +1 11 0 0",
            "7/3 POLL_END 0 +2 0 0 0",
            "7/3 STEAL 0 +3 0 1 4"),
        texts());
    seen.clear();
    lane.drain(seen, true);
    assertEquals(List.of(), texts());
  }

  @Test
  void aLaneOfManyThreadsTellsWhichOne() {
    var lane = new ForeignLane(64);
    lane.write(EventKind.SPAWN.code(), 0, AT, 1, 2, 3);
    lane.drain(seen, true);
    assertEquals(List.of("0/-1 SPAWN 0 +0 1 2 3"), texts());
    assertEquals(Thread.currentThread().threadId(), seen.all().getFirst().thread());
  }

  @Test
  void theEndOfAPollSaysWhichOneWhereThreadsShareALane() {
    var lane = new ForeignLane(64);
    lane.write(EventKind.POLL_END.code(), 0, AT, 5, 0, 0);
    lane.write(EventKind.WAKE.code(), 1, AT + 1, 6, 0, 0);
    lane.drain(seen, true);
    assertEquals(List.of("0/-1 POLL_END 0 +0 5 0 0", "0/-1 WAKE 1 +1 6 0 0"), texts());
  }

  @Test
  void whatDoesNotFitIsCountedAndItsPlaceTold() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 32, 2, NONE, this), new ForeignLane(64))) {
      int written = 100;
      write(lane, EventKind.WAKE, 0, written);
      assertTrue(lane.isBehind());
      lane.drain(seen, true);
      assertFalse(lane.isBehind());
      write(lane, EventKind.END, written, written + 1);
      lane.drain(seen, true);

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
  void roomIsUsedManyTimes() {
    for (EventLane lane : List.of(new WorkerLane(1, 0, 4, 2, NONE, this), new ForeignLane(16))) {
      for (int i = 0; i < 1000; i++) {
        lane.write(EventKind.SPAWN.code(), i & 3, AT + i, i, -i, Long.MAX_VALUE);
        lane.drain(seen, i % 3 != 0);
        if (i % 3 != 0) {
          assertTrue(
              text(seen.all().getLast())
                  .endsWith(
                      " SPAWN " + (i & 3) + " +" + i + " " + i + " " + -i + " " + Long.MAX_VALUE));
        }
      }
      assertEquals(0, lane.lost(EventKind.SPAWN.code()));
    }
  }

  @Test
  void theNewestBlockIsLeftToBeFilledUnlessAllIsWanted() {
    var lane = new WorkerLane(1, 0, 16, 8, NONE, this);
    write(lane, EventKind.WAKE, 0, 40);
    lane.drain(seen, false);
    assertEquals(LongStream.range(0, 32).boxed().toList(), tasks());
    lane.drain(seen, true);
    assertEquals(LongStream.range(0, 40).boxed().toList(), tasks());
  }

  /// What is told in a block after that was taken is told one by one, and the rest has a block of
  /// its own.
  @Test
  void aBlockThatWasTakenInPartIsNotGoneOnWith() {
    var lane = new WorkerLane(1, 0, 16, 8, NONE, this);
    write(lane, EventKind.WAKE, 0, 5);
    var parts = new Parts();
    lane.drain(parts, true);
    write(lane, EventKind.WAKE, 5, 9);
    lane.drain(parts, true);
    lane.drain(parts, true);
    assertEquals(List.of(5, 4), parts.sizes);
    assertEquals(0, parts.single);
    assertEquals(LongStream.range(0, 9).boxed().toList(), parts.tasks());
  }

  @Test
  void aBlockThatCanNotBeLeftIsGoneOnWith() {
    var lane = new WorkerLane(1, 0, 16, 1, NONE, this);
    write(lane, EventKind.WAKE, 0, 5);
    var parts = new Parts();
    lane.drain(parts, true);
    write(lane, EventKind.WAKE, 5, 9);
    lane.drain(parts, true);
    write(lane, EventKind.END, 9, 10);
    lane.drain(parts, true);
    assertEquals(List.of(5), parts.sizes);
    assertEquals(5, parts.single);
    assertEquals(LongStream.range(0, 10).boxed().toList(), parts.tasks());
  }

  @Test
  void aFullBlockIsFollowedByAnotherOne() {
    var extra = new ExtraBlocks(3, 0);
    var lane = new WorkerLane(1, 0, 16, 2, extra, this);
    long written = 0;
    while (extra.left() > 0) {
      write(lane, EventKind.WAKE, written, ++written);
    }
    lane.drain(seen, true);
    assertEquals(LongStream.range(0, written).boxed().toList(), tasks());
    assertEquals(2, extra.left(), "the one that the writer is in is not given back");
    write(lane, EventKind.WAKE, 0, 1);
    lane.drain(seen, true);
    assertEquals(3, extra.left(), "the blocks that were left behind are for others");
    assertEquals(0, lane.lost(EventKind.WAKE.code()));
  }

  @Test
  void blocksThatAreReadAsFastAsTheyFillAreUsedAgain() {
    var extra = new ExtraBlocks(1, 0);
    var lane = new WorkerLane(1, 0, 16, 3, extra, this);
    for (int i = 0; i < 1000; i++) {
      write(lane, EventKind.WAKE, i, i + 1);
      lane.drain(seen, i % 7 == 0);
      assertEquals(1, extra.left());
    }
  }

  @Test
  void theWriterHasRoomAgainWhileTheReaderIsAtWork() {
    var lane = new WorkerLane(1, 0, 16, 4, NONE, this);
    write(lane, EventKind.WAKE, 0, 64);
    var blocks = new AtomicInteger();
    drain(
        lane,
        () -> {
          if (blocks.getAndIncrement() > 0) { // one was given back
            write(lane, EventKind.END, 0, 16);
          }
        });
    assertEquals(4, blocks.get(), "what is written meanwhile is left to the next call");
    assertEquals(0, lane.lost(EventKind.END.code()));
  }

  @Test
  void theWriterHasNoMoreRoomThanTheReaderHasGivenBack() {
    var lane = new WorkerLane(1, 0, 16, 4, NONE, this);
    write(lane, EventKind.WAKE, 0, 64);
    var blocks = new AtomicInteger();
    drain(lane, () -> write(lane, EventKind.END, 0, blocks.getAndIncrement() == 0 ? 1 : 0));
    assertEquals(1, lane.lost(EventKind.END.code()));
  }

  private List<Long> tasks() {
    return seen.all().stream().map(Event::task).toList();
  }

  private static void write(EventLane lane, EventKind kind, long from, long to) {
    for (long task = from; task < to; task++) {
      lane.write(kind.code(), 0, AT + task, task, 0, 0);
    }
  }

  /// @param meanwhile done while a block is read
  private static void drain(WorkerLane lane, Runnable meanwhile) {
    lane.drain(
        new Parts() {
          @Override
          public void events(EventColumns columns, long position) {
            meanwhile.run();
          }
        },
        true);
  }

  /// Counts what comes at a time.
  private static class Parts implements EventSink {
    private final List<Integer> sizes = new ArrayList<>();
    private final RecordedEvents all = new RecordedEvents();
    private int single;

    List<Long> tasks() {
      return all.all().stream().map(Event::task).toList();
    }

    @Override
    public void lane(long runtimeId, int worker) {}

    @Override
    public void events(EventColumns columns, long position) {
      sizes.add(EventColumns.events(position));
      all.events(columns, position);
    }

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      single++;
      all.event(kind, flags, nanos, thread, task, first, second);
    }
  }

  @Test
  void aHeapThatIsNearlyFullHasNoRoomForAnother() {
    assertFalse(new ExtraBlocks(1, Runtime.getRuntime().maxMemory()).take());
    assertTrue(new ExtraBlocks(1, 1).take());
    assertFalse(new ExtraBlocks(0, 1).take());
  }
}
