package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Stack;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.Waking;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.TaskView;
import java.util.List;

/// One task in full, its children excepted: to find those takes a walk over all tasks.
public final class TaskDetails {
  private static final int MOST_STACKS = 100;

  private TaskDetails() {}

  public static TaskDetail.Builder detail(TaskView view, long now, Signs signs, TaskLookup tasks) {
    var detail = TaskDetail.newBuilder().setRow(TaskRows.row(view, now, signs, tasks));
    for (TaskView.StackView stack : view.stacks().stream().limit(MOST_STACKS).toList()) {
      detail.addStacks(
          Stack.newBuilder()
              .setLabel(stack.label())
              .setRunning(stack.running())
              .addAllFrames(Parts.frames(stack.frames())));
    }
    List<TaskView.WaitView> waits = view.waits();
    waits.forEach(wait -> detail.addWaits(Waits.message(wait, tasks)));
    Chains.Found behind = Chains.behind(view, waits, tasks);
    detail.addAllChain(behind.tree()).setDeadlocked(behind.isDeadlock());
    if (view.parentId() != 0) {
      detail.setParent(tasks.ref(view.parentId()));
    }
    TaskView.Waking waking = view.lastWaking();
    if (waking != null) {
      detail.setLastWaking(waking(waking, view.lastWakeNanos(), tasks));
    }
    view.histograms()
        .ifPresent(
            taken ->
                detail
                    .setPollTimes(Parts.histogram(taken.polls()))
                    .setScheduledTimes(Parts.histogram(taken.scheduled())));
    return detail
        .setLongestPollNanos(view.longestPollNanos())
        .addFields(Parts.attribute(Attribute.of("runtime", view.runtime().name())))
        .addFields(Parts.attribute(Attribute.of("body", view.callsite().body())));
  }

  private static Waking waking(TaskView.Waking view, long atNanos, TaskLookup tasks) {
    var waking = Waking.newBuilder().setByThread(Texts.bounded(view.byThread()));
    if (atNanos != 0) {
      waking.setAt(Times.timestamp(atNanos));
    }
    if (view.byTask() != 0) {
      waking.setByTask(tasks.ref(view.byTask()));
    }
    if (view.byWorker() >= 0) {
      waking.setByWorker(view.byWorker());
    }
    return waking.build();
  }
}
