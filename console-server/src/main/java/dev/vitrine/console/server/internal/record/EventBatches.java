package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.instrument.EventColumns;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.EventBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns events into messages, a batch for each lane.
final class EventBatches implements EventSink {
  private static final int MOST_EVENTS = 20_000;

  private final long anchor = Instruments.clock().anchorNanos();
  private final EventFeed feed;
  private final Runnable afterBlock;
  private final Map<Key, Lane> lanes = new HashMap<>();
  private final List<EventBytes> done = new ArrayList<>();
  private final SeenThreads threads = new SeenThreads();
  private Lane lane = new Lane(new Key(0, -1));

  private record Key(long runtimeId, int worker) {}

  private static final class Lane {
    private static final int KINDS = 16;

    private final Key key;
    private final boolean hasThreads;
    private final EventBatchBuilder batch;
    private final long[] lost = new long[KINDS]; // by the number of the kind
    private final long[] told = new long[KINDS];

    Lane(Key key) {
      this.key = key;
      hasThreads = key.worker < 0;
      batch = new EventBatchBuilder(key.runtimeId, key.worker);
    }

    EventBytes finish() {
      return batch.build().withLost(newLosses());
    }

    List<LostEvents> newLosses() {
      List<LostEvents> losses = List.of();
      for (int kind = 0; kind < KINDS; kind++) {
        if (lost[kind] != told[kind]) {
          told[kind] = lost[kind];
          losses = losses.isEmpty() ? new ArrayList<>() : losses;
          losses.add(LostEvents.newBuilder().setKindValue(kind).setCount(lost[kind]).build());
        }
      }
      return losses;
    }
  }

  /// @param afterBlock run after each block of a worker that has been taken out
  EventBatches(EventFeed feed, Runnable afterBlock) {
    this.feed = feed;
    this.afterBlock = afterBlock;
  }

  @Override
  public void lane(long runtimeId, int worker) {
    lane = lanes.computeIfAbsent(new Key(runtimeId, worker), Lane::new);
    // Now, not when the batch is full: what is lost while this takes the events out comes after
    // them, and when the recording ends with them it is none of its losses.
    for (EventKind kind : EventKind.values()) {
      lane.lost[kind.code()] = feed.lost(runtimeId, worker, kind);
    }
  }

  @Override
  public void event(
      EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
    Lane here = lane;
    if (here.hasThreads) {
      threads.see(thread);
    }
    here.batch.event(kind.code(), flags, nanos - anchor, thread, task, first, second);
    if (here.batch.size() >= MOST_EVENTS) {
      done.add(here.finish());
    }
  }

  @Override
  public void events(EventColumns columns, long position) {
    Lane here = lane;
    if (here.batch.size() > 0) { // events that come before
      done.add(here.finish());
    }
    done.add(
        EventBytes.of(here.key.runtimeId, here.key.worker, columns, position, here.newLosses()));
    afterBlock.run();
  }

  /// Names of the threads that the events since the last call are of.
  ThreadNames takeThreads() {
    return threads.takeNames();
  }

  /// Events that did not fit, as many as the batches have told of.
  long lost() {
    return lanes.values().stream().flatMapToLong(of -> Arrays.stream(of.told)).sum();
  }

  /// The same by lane and kind, and together.
  LossesBefore lossesUntilNow() {
    var byLane = new HashMap<LossesBefore.Lane, long[]>();
    lanes.forEach(
        (key, of) -> byLane.put(new LossesBefore.Lane(key.runtimeId, key.worker), of.told.clone()));
    return new LossesBefore(byLane, lost());
  }

  /// The batches that are full.
  List<EventBytes> takeFull() {
    threads.askNames(); // before the thread ends
    if (done.isEmpty()) {
      return List.of();
    }
    List<EventBytes> taken = List.copyOf(done);
    done.clear();
    return taken;
  }

  /// All there is, full or not.
  List<EventBytes> takeAll() {
    for (Lane one : lanes.values()) {
      if (one.batch.size() > 0) {
        done.add(one.finish());
      }
    }
    return takeFull();
  }
}
