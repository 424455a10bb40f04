package dev.vitrine.console.client.model;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Precision;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The places that spawned the tasks a server of tokio-console's schema has told of, with sums that
/// outlive the tasks.
final class TokioCallsites {
  private record Place(Location location, String kind) {}

  private record Sums(long id, long spawned, long finished, long polls, long busyNanos) {}

  private final Map<Place, Sums> sums;

  TokioCallsites() {
    this(new LinkedHashMap<>());
  }

  private TokioCallsites(Map<Place, Sums> sums) {
    this.sums = sums;
  }

  TokioCallsites copy() {
    return new TokioCallsites(new LinkedHashMap<>(sums));
  }

  /// Counts the difference between two versions of one task; `before` is null for one that was not
  /// known.
  void changed(@Nullable TokioTask before, TokioTask after) {
    Place place = placeOf(after);
    Sums old = sums.getOrDefault(place, new Sums(sums.size() + 1L, 0, 0, 0, 0));
    sums.put(
        place,
        new Sums(
            old.id,
            old.spawned + (before == null ? 1 : 0),
            old.finished
                + (after.isFinished() ? 1 : 0)
                - (before != null && before.isFinished() ? 1 : 0),
            old.polls + polls(after) - (before == null ? 0 : polls(before)),
            old.busyNanos + busy(after) - (before == null ? 0 : busy(before))));
  }

  long idOf(TokioTask task) {
    Sums of = sums.get(placeOf(task));
    return of == null ? 0 : of.id;
  }

  List<Callsite> all(Collection<TokioTask> tasks, Timestamp now) {
    Map<Long, Long> longestIdle = new HashMap<>();
    for (TokioTask task : tasks) {
      var facts = new TokioFacts(task, idOf(task), List.of(), now);
      if (facts.state() == TaskState.TASK_STATE_IDLE) {
        longestIdle.merge(
            facts.callsiteId(), facts.figure(TaskColumn.TASK_COLUMN_IN_STATE), Math::max);
      }
    }
    var all = new ArrayList<Callsite>();
    sums.forEach(
        (place, sum) ->
            all.add(
                Callsite.newBuilder()
                    .setId(sum.id)
                    .setLocation(place.location)
                    .setBody(place.kind)
                    .setSpawned(sum.spawned)
                    .setCompleted(sum.finished)
                    .setAlive(sum.spawned - sum.finished)
                    .setPolls(sum.polls)
                    .setBusyNanos(sum.busyNanos)
                    .setLongestIdleNanos(longestIdle.getOrDefault(sum.id, 0L))
                    .setPrecision(Precision.PRECISION_EXACT)
                    .build()));
    return all;
  }

  private static Place placeOf(TokioTask task) {
    return new Place(task.spawnedAt(), task.kind());
  }

  private static long polls(TokioTask task) {
    return task.stats().getPollStats().getPolls();
  }

  private static long busy(TokioTask task) {
    return Instants.nanos(task.stats().getPollStats().getBusyTime());
  }
}
