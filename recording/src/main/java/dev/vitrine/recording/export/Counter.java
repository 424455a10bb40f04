package dev.vitrine.recording.export;

import java.io.IOException;

/// The track of a figure; written when it changes.
final class Counter {
  private final TraceWriter writer;
  private final long parent;
  private final String name;
  private long track;
  private long value;
  private long at;

  Counter(TraceWriter writer, long parent, String name) {
    this.writer = writer;
    this.parent = parent;
    this.name = name;
  }

  void set(long now, long to) throws IOException {
    if (track == 0) {
      track = writer.describeCounter(parent, name);
      at = now;
    } else if (to == value) {
      return;
    }
    value = to;
    at = Math.max(at, now);
    writer.count(track, at, to);
  }

  /// Changes it, if it is known already.
  void add(long now, long more) throws IOException {
    if (track != 0) {
      set(now, Math.max(0, value + more));
    }
  }
}
