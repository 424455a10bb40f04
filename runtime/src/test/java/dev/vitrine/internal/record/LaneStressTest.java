package dev.vitrine.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Lanes of events at full speed: each event comes out whole and once, in the order of its thread,
/// or is counted.
@Tag("stress")
class LaneStressTest {
  /// Compares what comes out with what went in: `task` counts the events of thread `first`.
  private static final class Check implements EventSink {
    private final long[] next;
    private long events;
    private long gaps;
    private long told;

    Check(int threads) {
      next = new long[threads];
    }

    @Override
    public void lane(long runtimeId, int worker) {}

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      if (kind == EventKind.LOST) {
        told += first;
        return;
      }
      assertEquals(EventKind.SPAWN, kind);
      assertEquals(task * 31 + first, second, "torn");
      int who = (int) first;
      assertTrue(task >= next[who], "an event came twice or late");
      gaps += task - next[who];
      next[who] = task + 1;
      events++;
    }
  }

  @Test
  void ofOneWriter() throws InterruptedException {
    for (int round = 0; round < Stress.rounds(20); round++) {
      run(new WorkerLane(1, 0, 16, 2, new ExtraBlocks(0, 0), LaneStressTest.class), 1, 100_000);
    }
  }

  @Test
  void ofOneWriterWithMoreBlocks() throws InterruptedException {
    for (int round = 0; round < Stress.rounds(20); round++) {
      var extra = new ExtraBlocks(5, 0);
      run(new WorkerLane(1, 0, 16, 2, extra, LaneStressTest.class), 1, 100_000);
      assertTrue(extra.left() >= 4, "all but the one that the writer was in last are given back");
    }
  }

  @Test
  void ofManyWriters() throws InterruptedException {
    for (int round = 0; round < Stress.rounds(20); round++) {
      run(new ForeignLane(64), 3, 50_000);
    }
  }

  private static void run(EventLane lane, int writers, int each) throws InterruptedException {
    var writing = new AtomicInteger(writers);
    var check = new Check(writers);
    var parts = new ArrayList<Stress.Part>();
    for (int w = 0; w < writers; w++) {
      int who = w;
      parts.add(
          () -> {
            for (long i = 0; i < each; i++) {
              lane.write(EventKind.SPAWN.code(), 0, EventLane.ANCHOR + i, i, who, i * 31 + who);
            }
            writing.decrementAndGet();
          });
    }
    parts.add(
        () -> {
          while (writing.get() > 0) {
            lane.drain(check, true);
          }
          lane.drain(check, true);
          lane.drain(check, true);
        });
    Stress.together(parts);
    long lost = lane.lost(EventKind.SPAWN.code());
    assertEquals((long) writers * each, check.events + lost);
    long unseen = 0;
    for (long next : check.next) {
      unseen += each - next; // lost behind the last one that came out
    }
    assertEquals(lost, check.gaps + unseen);
    assertTrue(check.told <= lost && check.told >= check.gaps, "told " + check.told);
  }
}
