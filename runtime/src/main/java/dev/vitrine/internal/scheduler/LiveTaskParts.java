package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/// Goes through the living tasks a part at a time. A part is read when it is asked for.
final class LiveTaskParts implements Iterator<List<TaskView>> {
  private final Set<TaskCell<?>> elsewhere;
  private final List<OwnedTasks> registered;
  private boolean begun;
  private int group;
  private int part;

  /// @param elsewhere handed over first, and not again should they have been registered meanwhile
  LiveTaskParts(Set<TaskCell<?>> elsewhere, List<OwnedTasks> registered) {
    this.elsewhere = elsewhere;
    this.registered = registered;
  }

  @Override
  public boolean hasNext() {
    return !begun || group < registered.size();
  }

  @Override
  public List<TaskView> next() {
    if (!begun) {
      begun = true;
      elsewhere.forEach(TaskCell::told);
      return List.copyOf(elsewhere);
    }
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    OwnedTasks tasks = registered.get(group);
    var views = new ArrayList<TaskView>();
    for (TaskCell<?> task : tasks.part(part)) {
      if (!elsewhere.contains(task)) {
        task.told();
        views.add(task);
      }
    }
    if (++part == tasks.parts()) {
      part = 0;
      group++;
    }
    return views;
  }
}
