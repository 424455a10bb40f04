package dev.vitrine.instrument;

/// Takes the events of a recording, lane by lane, each in the order in which it happened there.
///
/// A lane is a worker, or all threads that are no workers.
public interface EventSink {
  /// The events that follow are of this lane.
  ///
  /// @param runtimeId the worker's runtime; 0 for the threads that are no workers
  /// @param worker its index; -1 for those threads
  void lane(long runtimeId, int worker);

  /// Events of a worker, told as bytes. Hands each to [#event] unless it is done otherwise.
  ///
  /// @param columns where they lie, until this returns; their times count from [Clock#anchorNanos]
  /// @param position where they end there
  default void events(EventColumns columns, long position) {
    long anchor = Instruments.clock().anchorNanos();
    for (EventDecoder event = EventDecoder.of(columns, position); event.next(); ) {
      event.tell(this, anchor);
    }
  }

  /// One event. What the parameters say depends on the kind; one that it does not name is 0.
  ///
  /// @param nanos when, on the clock of `System.nanoTime`. The events inside a poll lie between its
  ///   start and its end, to a millisecond or two; starts and ends are exact
  /// @param thread the id of the thread on the lane of threads that are no workers; 0 on others
  void event(
      EventKind kind, int flags, long nanos, long thread, long task, long first, long second);
}
