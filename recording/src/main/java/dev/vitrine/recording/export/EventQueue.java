package dev.vitrine.recording.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.recording.EventCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Puts the events of all lanes in the order of their times.
///
/// A recording has the events of a lane in a row, and those of another lane at the same time some
/// hundred milliseconds further on; what the console's streams say of them comes a second later. So
/// an event waits until there is one that is [#WINDOW_NANOS] younger. Batches wait as bytes, few
/// for an event, and when they are more than the memory they may have, the oldest events go on
/// early.
final class EventQueue {
  static final long WINDOW_NANOS = 2_500_000_000L;
  static final long MOST_BYTES = 24 << 20;

  /// Takes events in the order of their times.
  interface Taker {
    /// @param at the time of the event, or of one before it on the lane that is later
    void take(long runtimeId, int worker, EventCursor event, long at) throws IOException;
  }

  private record Key(long runtimeId, int worker) {}

  private final Taker taker;
  private final long window;
  private final long mostBytes;
  private final Map<Key, Lane> lanes = new HashMap<>();
  private final PriorityQueue<Lane> heads =
      new PriorityQueue<>(Comparator.comparingLong(lane -> lane.at));
  private long newest = Long.MIN_VALUE / 2; // a window can be taken off
  private long bytes;

  EventQueue(Taker taker) {
    this(taker, WINDOW_NANOS, MOST_BYTES);
  }

  EventQueue(Taker taker, long window, long mostBytes) {
    this.taker = taker;
    this.window = window;
    this.mostBytes = mostBytes;
  }

  private final class Lane {
    private final Key key;
    private final ArrayDeque<ByteString> waiting = new ArrayDeque<>();
    private @Nullable EventCursor cursor;
    private long at = Long.MIN_VALUE;

    Lane(Key key) {
      this.key = key;
    }

    /// Goes to the next event; false when there is none.
    boolean step() throws InvalidProtocolBufferException {
      EventCursor now = cursor;
      while (now == null || !now.next()) {
        ByteString batch = waiting.poll();
        if (batch == null) {
          cursor = null;
          return false;
        }
        bytes -= batch.size();
        now = new EventCursor(EventBatch.parseFrom(batch));
        cursor = now;
      }
      at = Math.max(at, now.nanos());
      return true;
    }
  }

  void add(EventBatch batch) throws IOException {
    newest = Math.max(newest, EventCursor.lastNanos(batch));
    Lane lane = lanes.computeIfAbsent(new Key(batch.getRuntimeId(), batch.getWorker()), Lane::new);
    ByteString packed = batch.toByteString();
    lane.waiting.add(packed);
    bytes += packed.size();
    if (lane.cursor == null && lane.step()) {
      heads.add(lane);
    }
  }

  /// Says that the process has come to this time.
  void advance(long nanos) {
    newest = Math.max(newest, nanos);
  }

  /// The latest time that was heard of.
  long newest() {
    return newest;
  }

  /// Hands over what has waited long enough.
  void release() throws IOException {
    run(newest - window);
  }

  /// Hands over everything.
  void releaseAll() throws IOException {
    run(Long.MAX_VALUE);
  }

  private void run(long until) throws IOException {
    while (true) {
      Lane lane = heads.poll();
      if (lane == null) {
        return;
      }
      Lane next = heads.peek();
      boolean more = true;
      while (more && (lane.at <= until || bytes > mostBytes)) {
        EventCursor event = lane.cursor;
        if (event == null || (next != null && lane.at > next.at)) {
          break;
        }
        taker.take(lane.key.runtimeId, lane.key.worker, event, lane.at);
        more = lane.step();
      }
      if (more) {
        heads.add(lane);
        Lane first = heads.peek();
        if (first != null && first.at > until && bytes <= mostBytes) {
          return;
        }
      }
    }
  }
}
