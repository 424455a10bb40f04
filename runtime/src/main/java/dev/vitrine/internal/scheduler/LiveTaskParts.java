package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.task.OwnedTasks;
import dev.vitrine.internal.task.TaskCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Goes through the living tasks a part at a time. A part is read when it is asked for.
final class LiveTaskParts implements Iterator<List<TaskView>> {
  private static final int PART_TASKS = 4_096;

  private final TaskCell<?>[] elsewhere; // by their numbers, each once
  private final long[] ids; // theirs
  private final List<OwnedTasks> registered;
  private int toldElsewhere;
  private int group;
  private int part;

  /// @param elsewhere handed over first, each once, and not again should they have been registered
  ///   meanwhile
  LiveTaskParts(List<TaskCell<?>> elsewhere, List<OwnedTasks> registered) {
    this.elsewhere = eachOnce(elsewhere);
    ids = Arrays.stream(this.elsewhere).mapToLong(TaskCell::id).toArray();
    this.registered = registered;
  }

  private static TaskCell<?>[] eachOnce(List<TaskCell<?>> tasks) {
    TaskCell<?>[] sorted = tasks.toArray(TaskCell<?>[]::new);
    Arrays.sort(sorted, Comparator.comparingLong(TaskCell::id)); // in a queue they nearly are
    int count = 0;
    for (TaskCell<?> task : sorted) {
      if (count == 0 || sorted[count - 1] != task) {
        sorted[count++] = task;
      }
    }
    return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
  }

  @Override
  public boolean hasNext() {
    return toldElsewhere < elsewhere.length || group < registered.size();
  }

  @Override
  public List<TaskView> next() {
    if (toldElsewhere < elsewhere.length) {
      return nextElsewhere();
    }
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    OwnedTasks tasks = registered.get(group);
    var views = new ArrayList<TaskView>();
    for (TaskCell<?> task : tasks.part(part)) {
      if (!isElsewhere(task.id())) {
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

  private List<TaskView> nextElsewhere() {
    int end = Math.min(elsewhere.length, toldElsewhere + PART_TASKS);
    var views = new ArrayList<TaskView>(end - toldElsewhere);
    for (TaskCell<?> task : Arrays.asList(elsewhere).subList(toldElsewhere, end)) {
      task.told();
      if (task.state() != TaskView.State.FINISHED) { // it was not when it was found
        views.add(task);
      }
    }
    toldElsewhere = end;
    return views;
  }

  private boolean isElsewhere(long id) {
    return Arrays.binarySearch(ids, id) >= 0;
  }
}
