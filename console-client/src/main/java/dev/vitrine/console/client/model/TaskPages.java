package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.SignCount;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskCounts;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Answers a query from tasks that this console holds itself: those of a server that can not query,
/// and those of a paused view.
public final class TaskPages {
  private TaskPages() {}

  /// Filters, sorts and cuts.
  ///
  /// @param row turns a task that is to be shown into a row
  public static <T extends TaskFacts> TaskPage of(
      Collection<T> tasks, TaskQuery query, Function<T, TaskRow> row, Stamp stamp) {
    var page = TaskPage.newBuilder().setStamp(stamp).setCounts(counts(tasks));
    var match = TaskMatch.all(query.getTermsList());
    List<T> matching =
        tasks.stream()
            .filter(
                task -> query.getIncludeFinished() || task.state() != TaskState.TASK_STATE_FINISHED)
            .filter(match)
            .sorted(TaskOrder.by(query.getSortBy(), query.getDescending()))
            .toList();
    int offset = offset(matching, query);
    matching.stream().skip(offset).limit(query.getLimit()).map(row).forEach(page::addRows);
    return page.setTotal(
            query.getIncludeFinished()
                ? tasks.size()
                : tasks.stream()
                    .filter(task -> task.state() != TaskState.TASK_STATE_FINISHED)
                    .count())
        .setMatching(matching.size())
        .setOffset(offset)
        .build();
  }

  private static int offset(List<? extends TaskFacts> matching, TaskQuery query) {
    int last = Math.max(0, matching.size() - query.getLimit());
    int offset = Math.clamp(query.getOffset(), 0, last);
    if (query.getAroundTaskId() == 0 || query.getLimit() == 0) {
      return offset;
    }
    for (int i = 0; i < matching.size(); i++) {
      if (matching.get(i).id() == query.getAroundTaskId()) {
        return i < offset ? i : Math.max(offset, i - query.getLimit() + 1);
      }
    }
    return offset;
  }

  private static TaskCounts counts(Collection<? extends TaskFacts> tasks) {
    Map<TaskState, Long> states =
        tasks.stream()
            .collect(
                Collectors.groupingBy(
                    TaskFacts::state, () -> new EnumMap<>(TaskState.class), Collectors.counting()));
    Map<Sign, Long> signs = new EnumMap<>(Sign.class);
    tasks.forEach(task -> task.signs().forEach(sign -> signs.merge(sign, 1L, Long::sum)));
    var counts =
        TaskCounts.newBuilder()
            .setIdle(states.getOrDefault(TaskState.TASK_STATE_IDLE, 0L))
            .setScheduled(states.getOrDefault(TaskState.TASK_STATE_SCHEDULED, 0L))
            .setRunning(states.getOrDefault(TaskState.TASK_STATE_RUNNING, 0L))
            .setFinished(states.getOrDefault(TaskState.TASK_STATE_FINISHED, 0L));
    signs.forEach(
        (sign, number) -> counts.addSigns(SignCount.newBuilder().setSign(sign).setTasks(number)));
    return counts.build();
  }
}
