package dev.vitrine.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for what another process does, which can only be looked at again and again.
final class Await {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private Await() {}

  /// Looks until what is seen is as wanted, and returns it.
  ///
  /// @throws AssertionError with what was seen last, once patience has run out
  static <T> T until(String what, Duration patience, Supplier<T> look, Predicate<T> wanted) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      T seen = look.get();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not seen within " + patience + ": " + what + "\n" + seen);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }
}
