package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView.StackView;
import dev.vitrine.internal.context.ThreadContext;
import java.util.ArrayList;
import java.util.List;

/// The stacks of a task: of each strand, and of the polling thread while a polled body runs.
final class TaskStacks {
  private TaskStacks() {}

  static List<StackView> of(TaskCell<?> task) {
    var stacks = new ArrayList<StackView>();
    List<Strand> strands = task.livingStrands();
    boolean inBlock = false;
    for (int i = 0; i < strands.size(); i++) {
      String label = i == 0 && task.isBodyBlock() ? "body" : "block " + i;
      Strand strand = strands.get(i);
      boolean inStep = strand.isInStep();
      inBlock |= inStep;
      stacks.add(new StackView(label, inStep, List.of(strand.thread().getStackTrace())));
    }
    ThreadContext carrier = task.carrier();
    if (!inBlock && carrier != null) {
      Thread poller = carrier.owner();
      StackTraceElement[] frames = poller.getStackTrace();
      if (task.carrier() == carrier) {
        stacks.add(new StackView("body", true, List.of(frames)));
      }
    }
    return stacks;
  }
}
