package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.server.internal.read.Parts;
import dev.vitrine.console.server.internal.read.TaskDetails;
import dev.vitrine.console.server.internal.read.TaskLookup;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.TaskView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// One task in full, until it is forgotten.
final class TaskDetailAnswers implements Feed.Answers<TaskDetail> {
  private static final int MOST_CHILDREN = 100;

  private final Aggregator aggregator;
  private final long taskId;
  private List<TaskRef> children = List.of();
  private long childrenTotal;
  private final Rest rest = new Rest(20);

  TaskDetailAnswers(Aggregator aggregator, long taskId) {
    this.aggregator = aggregator;
    this.taskId = taskId;
  }

  @Override
  public Optional<TaskDetail> next() {
    return aggregator.task(taskId).map(this::detail);
  }

  private TaskDetail detail(TaskView task) {
    findChildren();
    return TaskDetails.detail(
            task, Times.now(), aggregator.signs(), new TaskLookup(aggregator.source()))
        .addAllChildren(children)
        .setChildrenTotal(childrenTotal)
        .setStamp(aggregator.stamp())
        .build();
  }

  /// A walk over all tasks, less often when it takes long.
  private void findChildren() {
    if (!rest.isOver()) {
      return;
    }
    rest.workBegins();
    Comparator<TaskView> byAge = Comparator.comparingLong(TaskView::id);
    var oldest = new PriorityQueue<TaskView>(byAge.reversed());
    var total = new long[1];
    List<TaskView> finished = aggregator.finished();
    aggregator
        .source()
        .forEachLiveTask(
            task -> {
              if (task.parentId() == taskId && task.state() != TaskView.State.FINISHED) {
                total[0]++;
                keep(oldest, task);
              }
            });
    for (TaskView task : finished) {
      if (task.parentId() == taskId) {
        total[0]++;
        keep(oldest, task);
      }
    }
    var sorted = new ArrayList<>(oldest);
    sorted.sort(byAge);
    children = sorted.stream().map(Parts::task).toList();
    childrenTotal = total[0];
    rest.workEnded();
  }

  private static void keep(PriorityQueue<TaskView> oldest, TaskView task) {
    oldest.add(task);
    if (oldest.size() > MOST_CHILDREN) {
      oldest.remove();
    }
  }
}
