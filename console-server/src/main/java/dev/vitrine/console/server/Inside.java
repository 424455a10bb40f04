package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.record.Recorder;
import org.jspecify.annotations.Nullable;

/// What stands behind all services and recordings of this process: one of each, while anybody uses
/// them.
///
/// @param recorder the events of a process can be read once, so there is one
record Inside(Aggregator aggregator, Recorder recorder) {
  private static final Object LOCK = new Object();
  private static @Nullable Inside shared;
  private static int users;

  Inside(Aggregator aggregator) {
    this(aggregator, new Recorder(aggregator));
  }

  /// The one there is, made if there is none. To be given back by [#release].
  ///
  /// @param source and `settings` count for the first one alone
  static Inside acquire(Source source, Settings settings) {
    synchronized (LOCK) {
      Inside inside = shared;
      if (inside == null) {
        inside = new Inside(new Aggregator(source, settings.interval(), settings.grace()));
        shared = inside;
      }
      users++;
      return inside;
    }
  }

  static void release() {
    synchronized (LOCK) {
      users--;
      Inside inside = shared;
      if (users == 0 && inside != null) {
        shared = null;
        inside.aggregator().close();
      }
    }
  }
}
