package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Takes events while a feed is open, and nothing otherwise.
public final class Recorder {
  private static volatile @Nullable Session open;

  private Recorder() {}

  /// Starts to take events.
  ///
  /// @param begun run when the feed is open
  /// @param ended run once when it is closed; never after another has begun
  /// @throws IllegalStateException if another feed is open
  public static synchronized EventFeed open(Runnable begun, Runnable ended) {
    if (open != null) {
      throw new IllegalStateException(
          "the events of this process are being read already: there can be one EventFeed, and whoever has it must share it");
    }
    var session = new Session(ended);
    open = session;
    begun.run();
    return session;
  }

  private static synchronized void close(Session session) {
    if (open == session) {
      open = null;
      session.giveBack();
      session.ended.run();
    }
  }

  /// An event on a thread that acts as no worker.
  ///
  /// @param code of its kind
  public static void foreign(int code, int flags, long nanos, long a, long b, long c) {
    Session now = open;
    if (now != null) {
      now.foreign.write(code, flags, nanos, a, b, c);
    }
  }

  /// Where a worker writes its events: by one thread at a time, whoever acts as the worker.
  public static final class Writer {
    private final long runtimeId;
    private final int worker;
    private @Nullable WorkerLane lane; // cleared by who closes the feed; then taken anew

    public Writer(long runtimeId, int worker) {
      this.runtimeId = runtimeId;
      this.worker = worker;
    }

    /// @param code of its kind
    public void write(int code, int flags, long nanos, long a, long b, long c) {
      Session now = open;
      if (now == null) {
        return;
      }
      WorkerLane mine = lane;
      if (mine == null || mine.owner() != now) {
        mine = now.join(this);
        lane = mine;
        if (open != now) {
          lane = null; // it has been closed meanwhile, and would be kept until the next one
        }
      }
      mine.write(code, flags, nanos, a, b, c);
    }

    /// The worker has stopped: its lane is given back when it has been emptied. Should it write
    /// once more, it has another one.
    public void stop() {
      WorkerLane mine = lane;
      lane = null;
      if (mine != null) {
        mine.retire();
        Session now = open;
        if (now != null) {
          now.writers.remove(this);
        }
      }
    }
  }

  static final class Session implements EventFeed {
    private static final int FOREIGN_WORDS = LANE_BYTES / Long.BYTES;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int BLOCK_EVENTS = BLOCK_BYTES / 4; // see EventColumns
    private static final int BLOCKS = LANE_BYTES / BLOCK_BYTES;

    private final ForeignLane foreign = new ForeignLane(FOREIGN_WORDS);
    private final ExtraBlocks extra = ExtraBlocks.ofHeap(BLOCK_BYTES, LANE_BYTES);
    private final List<EventLane> lanes = new CopyOnWriteArrayList<>(List.of(foreign));
    private final List<Writer> writers = new CopyOnWriteArrayList<>();
    private final Runnable ended;
    private final LongAdder lostBefore = new LongAdder(); // by lanes that were given back

    Session(Runnable ended) {
      this.ended = ended;
    }

    WorkerLane join(Writer writer) {
      var lane = new WorkerLane(writer.runtimeId, writer.worker, BLOCK_EVENTS, BLOCKS, extra, this);
      lanes.add(lane);
      writers.add(writer);
      return lane;
    }

    void giveBack() {
      writers.forEach(writer -> writer.lane = null);
    }

    @Override
    public void drain(EventSink sink) {
      drain(sink, true);
    }

    @Override
    public void drainBlocks(EventSink sink) {
      drain(sink, false);
    }

    private void drain(EventSink sink, boolean all) {
      List<EventLane> last = List.of();
      for (EventLane lane : lanes) {
        boolean isLast = lane.isRetired(); // asked first: then all that was written is seen
        lane.drain(sink, all || isLast);
        if (isLast) {
          last = last.isEmpty() ? new ArrayList<>() : last;
          last.add(lane);
        }
      }
      for (EventLane lane : last) {
        lostBefore.add(lost(lane));
        lanes.remove(lane);
      }
    }

    @Override
    public boolean isBehind() {
      for (EventLane lane : lanes) {
        if (lane.isBehind()) {
          return true;
        }
      }
      return false;
    }

    /// How many there are now.
    int lanes() {
      return lanes.size();
    }

    private static long lost(EventLane lane) {
      long sum = 0;
      for (EventKind kind : EventKind.values()) {
        sum += lane.lost(kind.code());
      }
      return sum;
    }

    @Override
    public long lost(long runtimeId, int worker, EventKind kind) {
      long sum = 0;
      for (EventLane lane : lanes) {
        if (lane.is(runtimeId, worker)) {
          sum += lane.lost(kind.code());
        }
      }
      return sum;
    }

    @Override
    public long lost() {
      long sum = lostBefore.sum();
      for (EventLane lane : lanes) {
        sum += lost(lane);
      }
      return sum;
    }

    @Override
    public void close() {
      Recorder.close(this);
    }
  }
}
