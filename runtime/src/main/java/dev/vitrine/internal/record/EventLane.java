package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import dev.vitrine.instrument.Instruments;

/// The events of a worker, or of all threads that are none, and how many did not fit.
abstract class EventLane {
  static final long ANCHOR = Instruments.clock().anchorNanos();

  private final long runtimeId;
  private final int worker;

  EventLane(long runtimeId, int worker) {
    this.runtimeId = runtimeId;
    this.worker = worker;
  }

  final boolean is(long ofRuntime, int index) {
    return runtimeId == ofRuntime && worker == index;
  }

  /// Adds an event, or counts that there was no room.
  ///
  /// @param a the first of the further words its kind has, and so on
  abstract void write(int code, int flags, long nanos, long a, long b, long c);

  /// Hands over what is there; by one thread at a time.
  ///
  /// @param all whether that, too, which is better left until there is more
  abstract void drain(EventSink sink, boolean all);

  /// Whether so much waits that who drains it should make haste; asked by them.
  abstract boolean isBehind();

  abstract long lost(int code);

  /// Whether all has been written that ever will be.
  boolean isRetired() {
    return false;
  }

  final void begin(EventSink sink) {
    sink.lane(runtimeId, worker);
  }

  static void pass(EventSink sink, long head, long thread, long a, long b, long c) {
    EventKind kind = EventKind.of(Event.code(head));
    int flags = Event.flags(head);
    long nanos = ANCHOR + Event.sinceAnchor(head);
    switch (kind) {
      case STEAL, QUEUES, LOST, DRIVER_TURN, COUNT ->
          sink.event(kind, flags, nanos, thread, 0, a, b);
      default -> sink.event(kind, flags, nanos, thread, a, b, c);
    }
  }
}
