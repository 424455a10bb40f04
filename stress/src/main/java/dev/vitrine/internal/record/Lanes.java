package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;

/// Lanes with room for a few events that has been used before, and what comes out of them.
final class Lanes {
  static final int CODE = EventKind.SPAWN.code();

  private Lanes() {}

  /// @param events of a block
  /// @param blocks that it has
  /// @param extra those that it may have besides
  static WorkerLane ofWorker(int events, int blocks, int extra) {
    return used(new WorkerLane(1, 0, events, blocks, new ExtraBlocks(extra, 0), Lanes.class));
  }

  /// @param words a power of two, 16 or more
  static ForeignLane ofThreads(int words) {
    return used(new ForeignLane(words));
  }

  private static <L extends EventLane> L used(L lane) {
    var nobody = new Out();
    for (int i = 0; i < 5; i++) {
      write(lane, 9);
      lane.drain(nobody, true);
    }
    return lane;
  }

  /// Writes an event that says `number` in each of its words.
  static void write(EventLane lane, int number) {
    lane.write(CODE, number & 3, EventLane.ANCHOR + number, number, number, number);
  }

  /// What has come out, in its order: `1` is the first event, `L2` two that were lost.
  static final class Out implements EventSink {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void lane(long runtimeId, int worker) {}

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      text.append(text.isEmpty() ? "" : " ");
      if (kind == EventKind.LOST) {
        text.append('L').append(first);
      } else if (kind == EventKind.SPAWN
          && nanos == EventLane.ANCHOR + task
          && flags == (task & 3)
          && first == task
          && second == task) {
        text.append(task);
      } else {
        text.append("torn");
      }
    }

    @Override
    public String toString() {
      return text.isEmpty() ? "nothing" : text.toString();
    }
  }

  /// A thread that writes events, one that empties their lane meanwhile, and what has come of it.
  static final class Race {
    private static final int ROUNDS = 6;

    private final EventLane lane;
    private final int events;
    private final Check out = new Check();

    Race(EventLane lane, int events) {
      this.lane = lane;
      this.events = events;
    }

    void write() {
      for (int i = 1; i <= events; i++) {
        Lanes.write(lane, i);
      }
    }

    void drain() {
      for (int i = 0; i < ROUNDS; i++) {
        lane.drain(out, true);
      }
    }

    /// Both are through.
    String verdict() {
      lane.drain(out, true);
      Lanes.write(lane, events + 1); // a worker tells of what is missing with the next event
      lane.drain(out, true);
      return out.verdict(lane, events + 1);
    }
  }

  /// Compares what comes out of a lane with the events 1, 2, 3 and so on that one thread writes.
  static final class Check implements EventSink {
    private int last;
    private long told; // since the last one
    private long lost;
    private String wrong = "";

    @Override
    public void lane(long runtimeId, int worker) {}

    @Override
    public void event(
        EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
      if (!wrong.isEmpty()) {
        return; // what follows from a mistake tells nothing
      }
      if (kind == EventKind.LOST) {
        told += first;
        lost += first;
        return;
      }
      if (kind != EventKind.SPAWN || nanos != EventLane.ANCHOR + task || flags != (task & 3)) {
        wrong = "torn";
      } else if (first != task || second != task) {
        wrong = "torn";
      } else if (task <= last) {
        wrong = "twice, or late";
      } else if (task - last - 1 != told) {
        wrong = "a gap of other events than LOST tells";
      }
      last = (int) task;
      told = 0;
    }

    /// All has been written, counted and emptied.
    String verdict(EventLane lane, int written) {
      if (!wrong.isEmpty()) {
        return wrong;
      }
      if (last + told != written || lost != lane.lost(CODE)) {
        return "gone, and not told of";
      }
      return lost == 0 ? "all came" : "some were lost, and told of where they are missing";
    }
  }
}
