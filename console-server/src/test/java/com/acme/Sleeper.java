package com.acme;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Code of a user, who sleeps in a poll.
public final class Sleeper implements Async<@Nullable Void> {
  private final BooleanSupplier enough;
  private final long millis;

  public Sleeper(long millis) {
    this(() -> true, millis);
  }

  private Sleeper(BooleanSupplier enough, long millis) {
    this.enough = enough;
    this.millis = millis;
  }

  /// Sleeps again and again.
  public static Sleeper until(BooleanSupplier enough) {
    return new Sleeper(enough, 10);
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) {
    try {
      do {
        Thread.sleep(millis);
      } while (!enough.getAsBoolean());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return Poll.done();
  }
}
