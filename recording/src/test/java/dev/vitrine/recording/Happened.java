package dev.vitrine.recording;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// One event, as [EventCursor] tells it.
record Happened(
    EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
  /// @param values those of its kind, without the thread
  static Happened of(EventKind kind, int flags, long nanos, long thread, List<Long> values) {
    Iterator<Long> rest = values.iterator();
    long task =
        switch (kind) {
          case EVENT_KIND_STEAL,
              EVENT_KIND_QUEUES,
              EVENT_KIND_DRIVER_TURN,
              EVENT_KIND_LOST,
              EVENT_KIND_COUNT ->
              0;
          default -> rest.hasNext() ? rest.next() : 0;
        };
    long first = rest.hasNext() ? rest.next() : 0;
    long second = rest.hasNext() ? rest.next() : 0;
    return new Happened(kind, flags, nanos, thread, task, first, second);
  }

  static Happened of(EventKind kind, int flags, long nanos, long thread, Long... values) {
    return of(kind, flags, nanos, thread, List.of(values));
  }

  static List<Happened> read(EventBatch batch) {
    var events = new ArrayList<Happened>();
    for (var event = new EventCursor(batch); event.next(); ) {
      events.add(
          new Happened(
              event.kind(),
              event.flags(),
              event.nanos(),
              event.thread(),
              event.task(),
              event.first(),
              event.second()));
    }
    return events;
  }

  void addTo(EventBatchBuilder batch) {
    batch.event(kind.getNumber(), flags, nanos, thread, task, first, second);
  }
}
