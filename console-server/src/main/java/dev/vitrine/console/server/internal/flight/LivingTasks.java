package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.instrument.TaskView;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// Finds tasks that have ended although nobody has said so: a program that ends more of them than
/// the runtime lists does not tell of each.
///
/// A task that does not live now may well have lived at the instant that states are folded for, and
/// its end may be told behind that instant. So it counts as gone when it had been missing by then.
final class LivingTasks implements FlightMemory.GoneTasks {
  private final Consumer<LongConsumer> walk;
  private Map<Long, Long> missingSince = Map.of();

  LivingTasks(Source source) {
    this(
        each -> {
          for (Iterator<List<TaskView>> parts = source.liveTaskParts(); parts.hasNext(); ) {
            parts.next().forEach(task -> each.accept(task.id()));
          }
        });
  }

  /// @param walk hands over the id of each task that lives
  LivingTasks(Consumer<LongConsumer> walk) {
    this.walk = walk;
  }

  /// Walks through all tasks once.
  @Override
  public LongPredicate before(long now, long until) {
    var living = new LongSet();
    walk.accept(living::add);
    Map<Long, Long> before = missingSince;
    Map<Long, Long> missing = new HashMap<>();
    missingSince = missing;
    return task -> {
      if (living.contains(task)) {
        return false;
      }
      long since = before.getOrDefault(task, now);
      missing.put(task, since);
      return since < until;
    };
  }
}
