package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.server.internal.read.Signs;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.read.TaskLookup;
import dev.vitrine.console.server.internal.read.TaskRows;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.State;
import dev.vitrine.instrument.Watch;
import io.grpc.Status;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All tasks, and then those that have changed: for a recording, which can not ask later.
///
/// Each recording has a watch of its own, since each change is handed over once to each watch. A
/// look that takes long, because more has changed than the runtime lists and every task has to be
/// looked at, is taken less often: like other streams it never takes more than a twentieth of the
/// thread's time.
///
/// A task that runs when it is read is read again as soon as it does not: it was listed for the
/// last time in that poll, before its state said so. One that may have lost its waker is read again
/// once that is known.
///
/// In its first second it asks more often, at ever longer intervals: a program that records itself
/// from its first runtime has no task yet when the recording begins, and may be over soon.
final class TaskChanges extends Subscription {
  private static final int MOST_ROWS = 5_000;
  private static final long FIRST_PAUSE_NANOS = 20_000_000;
  private static final long LAST_PAUSE_NANOS = 640_000_000;

  private final Aggregator aggregator;
  private final Outlet<TasksUpdate> outlet;
  private final Source source;
  private final Signs signs;
  private @Nullable Watch watch;
  private boolean isWatchOurs;
  private TasksUpdate.Builder update = TasksUpdate.newBuilder();
  private Set<TaskView> unsettled = new LinkedHashSet<>();
  private final Rest rest = new Rest(Feed.REST);
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextGlance = Times.now() + FIRST_PAUSE_NANOS;

  /// @param listed null when there was nothing to watch; then it is asked for again
  TaskChanges(Aggregator aggregator, Outlet<TasksUpdate> outlet, @Nullable Watch listed) {
    this.aggregator = aggregator;
    this.outlet = outlet;
    watch = listed;
    source = aggregator.source();
    signs = aggregator.signs();
  }

  @Override
  void begin() {
    Watch open = watch;
    if (open == null) {
      try {
        open = source.watchChanges();
      } catch (IllegalStateException _) {
        return; // no runtime has been loaded; asked again at the next tick
      }
      watch = open;
      isWatchOurs = true;
    }
    var tasks = new TaskLookup(source);
    Set<TaskView> told = new HashSet<>();
    open.drainChanged( // first, as they may have ended since the list was opened
        task -> {
          told.add(task);
          add(task, tasks);
        });
    Consumer<TaskView> other =
        task -> {
          if (!told.contains(task)) {
            add(task, tasks);
          }
        };
    for (Iterator<List<TaskView>> parts = source.liveTaskParts(); parts.hasNext(); ) {
      parts.next().forEach(other);
    }
    open.finished().forEach(other);
    send();
  }

  @Override
  void tick() {
    if (rest.isOver()) {
      tell();
    }
  }

  @Override
  void tell() {
    Watch open = watch;
    if (open == null) {
      begin();
      return;
    }
    rest.workBegins();
    var tasks = new TaskLookup(source);
    Set<TaskView> again = unsettled;
    unsettled = new LinkedHashSet<>();
    open.drainChanged(
        task -> {
          again.remove(task);
          add(task, tasks);
        });
    for (TaskView task : again) {
      if (task.state() == State.RUNNING // that poll, or it would be listed
          || (!signs.hasLostWaker(task) && signs.isSuspect(task.id()))) {
        unsettled.add(task);
      } else {
        add(task, tasks);
      }
    }
    send();
    rest.workEnded();
  }

  @Override
  boolean isImpatient() {
    return pauseNanos <= LAST_PAUSE_NANOS;
  }

  @Override
  void glance() {
    if (Times.now() - nextGlance >= 0) {
      pauseNanos *= 2;
      nextGlance = Times.now() + pauseNanos;
      tick();
    }
  }

  private void add(TaskView task, TaskLookup tasks) {
    boolean isRunning = task.state() == State.RUNNING;
    update.addRows(TaskRows.row(task, Times.now(), signs, tasks));
    if (isRunning || signs.isSuspect(task.id())) {
      unsettled.add(task);
    }
    if (update.getRowsCount() == MOST_ROWS) {
      send();
    }
  }

  private void send() {
    outlet.send(update.setStamp(aggregator.stamp()).build());
    update = TasksUpdate.newBuilder();
  }

  @Override
  void ready() {}

  @Override
  void ended() {
    if (watch != null && isWatchOurs) {
      watch.close();
    }
  }

  @Override
  void fail(Status status) {
    outlet.fail(status);
  }

  @Override
  boolean needsWatch() {
    return false; // it has its own
  }
}
