package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.server.internal.read.Figures;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.TaskView;
import java.util.HashMap;
import java.util.Map;

/// How long the tasks of each callsite have been idle: a walk over all tasks, shared by all who ask
/// within one interval and rested after, in proportion to what it took.
final class Census {
  private static final long FRESH_NANOS = 500_000_000L;

  private final Source source;
  private Map<Long, Long> longestIdle = Map.of();
  private final Rest rest = new Rest(40);
  private long freshUntil;

  Census(Source source) {
    this.source = source;
  }

  /// The longest time one of its living tasks has been idle, by callsite.
  Map<Long, Long> longestIdle() {
    long now = Times.now();
    if (rest.isOver() && (freshUntil == 0 || now - freshUntil >= 0)) {
      freshUntil = now + FRESH_NANOS;
      rest.workBegins();
      longestIdle = walk(now);
      rest.workEnded();
    }
    return longestIdle;
  }

  private Map<Long, Long> walk(long now) {
    var longest = new HashMap<Long, Long>();
    source.forEachLiveTask(
        task -> {
          if (task.state() == TaskView.State.IDLE) {
            longest.merge(task.callsite().id(), Figures.of(task, now).inStateNanos(), Math::max);
          }
        });
    return longest;
  }
}
