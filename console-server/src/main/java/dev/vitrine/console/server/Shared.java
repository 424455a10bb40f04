package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import org.jspecify.annotations.Nullable;

/// What stands behind all services and recordings of this process: one aggregator, while anybody
/// uses it.
final class Shared {
  private static final Object LOCK = new Object();
  private static @Nullable Aggregator aggregator;
  private static int users;

  private Shared() {}

  /// The one there is, made if there is none. To be given back by [#release].
  ///
  /// @param source and `settings` count for the first one alone
  static Aggregator acquire(Source source, Settings settings) {
    synchronized (LOCK) {
      Aggregator known = aggregator;
      if (known == null) {
        known = new Aggregator(source, settings.interval(), settings.grace());
        aggregator = known;
      }
      users++;
      return known;
    }
  }

  static void release() {
    synchronized (LOCK) {
      users--;
      Aggregator known = aggregator;
      if (users == 0 && known != null) {
        aggregator = null;
        known.close();
      }
    }
  }
}
