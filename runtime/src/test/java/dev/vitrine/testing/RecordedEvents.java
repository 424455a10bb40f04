package dev.vitrine.testing;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.util.ArrayList;
import java.util.List;

/// Keeps what comes out of the rings of events.
public final class RecordedEvents implements EventSink {
  private final List<Event> all = new ArrayList<>();
  private long runtime;
  private int worker;

  /// One event, with its lane.
  public record Event(
      long runtime,
      int worker,
      EventKind kind,
      int flags,
      long nanos,
      long thread,
      long task,
      long first,
      long second) {}

  @Override
  public void lane(long runtimeId, int index) {
    runtime = runtimeId;
    worker = index;
  }

  @Override
  public void event(
      EventKind kind, int flags, long nanos, long thread, long task, long first, long second) {
    all.add(new Event(runtime, worker, kind, flags, nanos, thread, task, first, second));
  }

  /// In the order in which they came.
  public List<Event> all() {
    return all;
  }

  public List<Event> of(EventKind kind) {
    return all.stream().filter(event -> event.kind() == kind).toList();
  }

  public void clear() {
    all.clear();
  }
}
