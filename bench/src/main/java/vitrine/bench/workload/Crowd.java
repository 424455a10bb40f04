package vitrine.bench.workload;

/// What tasks wait for that are only there.
public enum Crowd {
  /// All for one event.
  EVENT,
  /// Each for its timer, an hour away.
  ASLEEP
}
