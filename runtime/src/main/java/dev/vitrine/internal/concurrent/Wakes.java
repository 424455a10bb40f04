package dev.vitrine.internal.concurrent;

import dev.vitrine.future.Waker;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Calls wakers that may be anybody's. One that throws, which it must not, is reported, and holds
/// up neither the caller nor those who are woken after it.
public final class Wakes {
  private static final System.Logger LOG = System.getLogger("dev.vitrine");
  private static volatile BiConsumer<String, Throwable> failed = (_, _) -> {};

  private Wakes() {}

  /// Has `listener` told what failed, and with what, beside the log. Set once, when the first
  /// runtime of the process is loaded.
  public static void listen(BiConsumer<String, Throwable> listener) {
    failed = listener;
  }

  /// Wakes whoever waits, if anybody does. Not to be called under a lock.
  public static void wake(@Nullable Waker waker) {
    if (waker != null) {
      try {
        waker.wake();
      } catch (Throwable thrown) {
        report(waker, thrown);
      }
    }
  }

  private static void report(Waker waker, Throwable thrown) {
    String what = "waker " + waker.getClass().getName();
    LOG.log(
        System.Logger.Level.ERROR, what + " failed, and whom it should wake may wait on", thrown);
    failed.accept(what, thrown);
  }
}
