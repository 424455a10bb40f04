package vitrine.bench.compare;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// The time that a run may take. Each row is run once whatever it takes; in later rounds those are
/// left out that would not be done in time, by what they have taken before.
final class Budget {
  private final double seconds;
  private final LongSupplier clock;
  private final long start;
  private final Map<String, Long> mostNanos = new HashMap<>();
  private final Set<String> leftOut = new LinkedHashSet<>();

  /// @param seconds from now on; may be infinite
  Budget(double seconds) {
    this(seconds, System::nanoTime);
  }

  /// @param clock nanoseconds from any origin
  Budget(double seconds, LongSupplier clock) {
    this.seconds = seconds;
    this.clock = clock;
    start = clock.getAsLong();
  }

  /// Does `work`, unless it has taken longer than there is time left.
  void spend(String row, Runnable work) {
    long before = clock.getAsLong();
    Long most = mostNanos.get(row);
    if (most != null && (before - start + most) / 1e9 > seconds) {
      leftOut.add(row);
      return;
    }
    work.run();
    mostNanos.merge(row, clock.getAsLong() - before, Math::max);
  }

  long spentNanos() {
    return clock.getAsLong() - start;
  }

  /// The rows that were not run in every round, in the order in which they were left out.
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }
}
