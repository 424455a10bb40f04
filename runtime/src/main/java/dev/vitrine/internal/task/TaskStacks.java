package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView.StackView;
import dev.vitrine.instrument.TaskView.State;
import dev.vitrine.internal.context.ThreadContext;
import java.util.ArrayList;
import java.util.List;

/// The stacks of a task: of each strand, and of the polling thread while a polled body runs.
final class TaskStacks {
  private TaskStacks() {}

  static List<StackView> of(TaskCell<?> task) {
    var stacks = new ArrayList<StackView>();
    List<Strand> strands = task.strands().living();
    boolean running = task.state() == State.RUNNING;
    for (int i = 0; i < strands.size(); i++) {
      Thread thread = strands.get(i).thread();
      String label = i == 0 && task.isBodyBlock() ? "body" : "block " + i;
      boolean mounted = running && thread.getState() == Thread.State.RUNNABLE;
      stacks.add(new StackView(label, mounted, List.of(thread.getStackTrace())));
    }
    ThreadContext carrier = task.carrier();
    if (strands.isEmpty() && carrier != null) {
      Thread poller = carrier.owner();
      StackTraceElement[] frames = poller.getStackTrace();
      if (task.carrier() == carrier) {
        stacks.add(new StackView("body", true, List.of(frames)));
      }
    }
    return stacks;
  }
}
