package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
  public static void foreign(EventKind kind, int flags, long nanos, long a, long b, long c) {
    Session now = open;
    if (now != null) {
      now.foreign.write(kind.code(), flags, nanos, a, b, c);
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

    public void write(EventKind kind, int flags, long nanos, long a, long b, long c) {
      Session now = open;
      if (now == null) {
        return;
      }
      WorkerLane mine = lane;
      if (mine == null || mine.owner() != now) {
        mine = now.join(this);
        lane = mine;
      }
      mine.write(kind.code(), flags, nanos, a, b, c);
    }
  }

  private static final class Session implements EventFeed {
    private static final int WORDS = RING_BYTES / Long.BYTES;

    private final ForeignLane foreign = new ForeignLane(WORDS);
    private final List<EventLane> lanes = new CopyOnWriteArrayList<>(List.of(foreign));
    private final List<Writer> writers = new CopyOnWriteArrayList<>();
    private final Runnable ended;

    Session(Runnable ended) {
      this.ended = ended;
    }

    WorkerLane join(Writer writer) {
      var lane = new WorkerLane(writer.runtimeId, writer.worker, WORDS, this);
      lanes.add(lane);
      writers.add(writer);
      return lane;
    }

    void giveBack() {
      writers.forEach(writer -> writer.lane = null);
    }

    @Override
    public boolean drain(EventSink sink) {
      boolean full = false;
      for (EventLane lane : lanes) {
        full |= lane.drain(sink);
      }
      return full;
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
      long sum = 0;
      for (EventLane lane : lanes) {
        for (EventKind kind : EventKind.values()) {
          sum += lane.lost(kind.code());
        }
      }
      return sum;
    }

    @Override
    public void close() {
      Recorder.close(this);
    }
  }
}
