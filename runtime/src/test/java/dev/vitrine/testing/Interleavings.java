package dev.vitrine.testing;

import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;

/// Runs a few threads in every order of their steps, as far as some hundred orders go.
///
/// What runs in here is followed step by step, so it uses plain arrays and does little.
public final class Interleavings {
  @SuppressWarnings("UnusedVariable") // storing it is what counts
  private static @Nullable Object @Nullable [] shared;

  private Interleavings() {}

  /// Says that all threads of the scenario reach `objects`. The checker looks for that itself, but
  /// does not see what a lambda has captured, and would never switch threads at their fields.
  public static void share(@Nullable Object... objects) {
    shared = objects;
  }

  /// Runs `scenario` again and again, with its threads interleaved differently each time.
  ///
  /// @param orders how many interleavings to try; those with few switches come first
  public static void explore(int orders, Runnable scenario) {
    Lincheck.runConcurrentTest(orders, scenario);
  }

  /// Runs all parts at the same time, the first one on the calling thread.
  public static void together(Runnable first, Runnable... others) {
    var threads = new Thread[others.length];
    for (int i = 0; i < others.length; i++) {
      threads[i] = new Thread(others[i]);
      threads[i].start();
    }
    first.run();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// A claim about an interleaving.
  public static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
