package com.acme;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import org.jspecify.annotations.Nullable;

/// Code of a user, who sleeps in a poll.
public final class Sleeper implements Async<@Nullable Void> {
  private final long millis;

  public Sleeper(long millis) {
    this.millis = millis;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return Poll.done();
  }
}
