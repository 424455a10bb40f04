package dev.vitrine.deterministic.scenario;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.time.Sleep;
import dev.vitrine.time.Time;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Sleeps on a timer, then does something.
final class Sleeper implements Async<Integer> {
  private final Duration time;
  private final LongConsumer then;
  private @Nullable Sleep sleep;
  private long began;

  /// @param then is told when the sleep began
  Sleeper(Duration time, LongConsumer then) {
    this.time = time;
    this.then = then;
  }

  @Override
  public Poll<Integer> poll(Context cx) {
    Sleep mine = sleep;
    if (mine == null) {
      began = System.nanoTime();
      mine = Time.sleep(time);
      sleep = mine;
    }
    if (mine.poll(cx).isPending()) {
      return Poll.pending();
    }
    then.accept(began);
    return Poll.ready(1);
  }

  @Override
  public void cancel() {
    Sleep mine = sleep;
    if (mine != null) {
      mine.cancel();
    }
  }
}
