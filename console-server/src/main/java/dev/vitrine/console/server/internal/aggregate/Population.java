package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.server.internal.read.LongTable;
import dev.vitrine.console.server.internal.read.Signs;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.read.TokioResources;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.State;
import dev.vitrine.instrument.TaskView.WaitView;
import dev.vitrine.instrument.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tasks, resources and async ops that the watchers of tokio-console's protocol have been, or
/// will be, told of.
///
/// It exists while there are such watchers. A tick costs what has changed since the last one, and a
/// look at some thousands of those that have not, because a wait can become hopeless without its
/// task being touched.
final class Population {
  /// How many of each kind are looked at per tick without having changed.
  private static final int LOOKED_AT = 20_000;

  private static final int DEEPEST_PART = 16;

  // A timer nobody waits for is forgotten after this: an interval that ticks is waited for again
  // before.
  private static final long IDLE_TIMER_NANOS = 3_000_000_000L;

  // A task is in the list of finished ones before it is in that of changed ones.
  private static final long FINISH_SLACK_NANOS = 10_000_000L;

  private final Source source;
  private final Signs signs;
  private final MetadataTable metadata = new MetadataTable();
  private final List<UpdateWatcher> watchers = new ArrayList<>();
  private final LongTable<TaskItem> tasks = new LongTable<>();
  private final LongTable<ResourceItem> resources = new LongTable<>();
  private List<TaskItem> polledWhenRead = new ArrayList<>();
  private LongTable<Boolean> justGone = new LongTable<>();
  private LongTable<Boolean> goneBefore = new LongTable<>();
  private long opsMade;
  private long resourcesMade;
  private long ticks;
  private long drainedAtNanos = Times.now();
  private int taskCursor;
  private int resourceCursor;

  Population(Source source, Signs signs) {
    this.source = source;
    this.signs = signs;
  }

  MetadataTable metadata() {
    return metadata;
  }

  /// The task of that number, if it is known here.
  Optional<TaskView> task(long id) {
    return Optional.ofNullable(tasks.get(id)).map(item -> item.view);
  }

  boolean isWatched() {
    return !watchers.isEmpty();
  }

  /// Has a new watcher told of everything there is, as fast as it reads: it walks through the
  /// tasks, and [#introduce] and [#introduceWaits] take in what nobody has seen before.
  ///
  /// @param watch null while there is nothing to watch
  void join(UpdateWatcher watcher, @Nullable Watch watch) {
    watchers.add(watcher);
    if (watch == null) {
      return;
    }
    watcher.snapshot(new Walk(source));
    resources.forEach(watcher::changed); // for those that nobody waits for
    for (TaskView finished : watch.finished()) {
      // Those that ended later are told of through the list of changed tasks.
      if (finished.finishedAtNanos() - (drainedAtNanos - FINISH_SLACK_NANOS) < 0
          && tasks.get(finished.id()) == null) {
        var item = new TaskItem(finished);
        item.makeGone();
        watcher.changed(item);
      }
    }
  }

  void leave(UpdateWatcher watcher) {
    if (!watchers.remove(watcher)) {
      return;
    }
    if (watchers.isEmpty()) {
      clear();
      return;
    }
    long bit = watcher.bit();
    tasks.forEach(
        task -> {
          task.forget(bit);
          for (OpItem op = task.firstOp; op != null; op = op.next) {
            op.forget(bit);
          }
        });
    resources.forEach(item -> item.forget(bit));
    // What is gone already may still wait in the queues of others.
    watchers.forEach(other -> other.forEachQueued(item -> item.forget(bit)));
  }

  /// Has everything that lives taken in. To be called when a watch has been opened.
  void fill() {
    watchers.forEach(watcher -> watcher.snapshot(new Walk(source)));
  }

  /// A task that a watcher has met on its walk; null when there is nothing to tell, or it will be
  /// told of as changed. Other watchers meet it on theirs, or are told of it as changed.
  @Nullable TaskItem introduce(TaskView view) {
    if (view.state() == State.FINISHED) {
      return null;
    }
    TaskItem item = tasks.get(view.id());
    if (item == null) {
      item = new TaskItem(view);
      item.hasLostWaker = signs.hasLostWaker(view);
      tasks.put(view.id(), item);
    }
    return item;
  }

  /// Tells a watcher what a task waits for. All tasks are known by then, and can be named as
  /// holders.
  void introduceWaits(TaskView view, UpdateWatcher watcher) {
    TaskItem task = tasks.get(view.id());
    if (task == null) {
      return; // it has ended, or is new and will be told of as changed
    }
    if (!task.waitsRead) {
      waits(task);
    }
    for (OpItem op = task.firstOp; op != null; op = op.next) {
      if (!op.isKnownTo(watcher.bit())) {
        watcher.changed(op);
      }
    }
  }

  private void clear() {
    tasks.clear();
    resources.clear();
    polledWhenRead.clear();
    justGone.clear();
    goneBefore.clear();
    taskCursor = 0;
    resourceCursor = 0;
  }

  /// Takes in what has changed since the last tick.
  void tick(Watch watch) {
    ticks++;
    LongTable<Boolean> oldest = goneBefore;
    goneBefore = justGone;
    oldest.clear();
    justGone = oldest;
    drainedAtNanos = Times.now();
    List<TaskItem> again = polledWhenRead;
    polledWhenRead = new ArrayList<>();
    watch.drainChanged(this::changed);
    for (TaskItem item : again) {
      if (!item.isGone()) {
        tell(item);
        waits(item);
      }
    }
    taskCursor = tasks.forSome(taskCursor, LOOKED_AT, this::lookAt);
    sweep(watch);
  }

  private void changed(TaskView view) {
    TaskItem item = add(view);
    if (item != null) {
      waits(item);
    }
  }

  /// Null when the end of the task has been told already.
  private @Nullable TaskItem add(TaskView view) {
    long id = view.id();
    boolean isFinished = view.state() == State.FINISHED;
    TaskItem item = tasks.get(id);
    if (item == null) {
      if (isFinished && (justGone.get(id) != null || goneBefore.get(id) != null)) {
        // It ended while it was last reported, and is reported once more for its end.
        return null;
      }
      item = new TaskItem(view);
      if (!isFinished) {
        tasks.put(id, item);
      }
    }
    if (isFinished) {
      item.makeGone();
      tasks.remove(id);
      justGone.put(id, true);
    } else {
      item.hasLostWaker = signs.hasLostWaker(view);
    }
    tell(item);
    return item;
  }

  private void lookAt(TaskItem item) {
    if (item.hasLostWaker != signs.hasLostWaker(item.view)) {
      item.hasLostWaker = !item.hasLostWaker;
      tell(item);
      waits(item);
    }
  }

  /// Compares what a task waits for with what it waited for when last looked at.
  private void waits(TaskItem task) {
    task.waitsRead = true;
    if (task.view.state() == State.RUNNING) {
      polledWhenRead.add(task); // it was marked as changed for the last time in this poll
    }
    long now = Times.now();
    List<WaitView> waits = task.isGone() ? List.of() : task.view.waits();
    OpItem before = task.firstOp;
    OpItem last = null;
    task.firstOp = null;
    for (WaitView wait : waits) {
      Resource resource = wait.resource();
      if (resource == null) {
        continue; // tokio-console shows no async op without a resource
      }
      OpItem previous = null;
      OpItem op = before;
      while (op != null && !op.isFor(wait)) {
        previous = op;
        op = op.next;
      }
      if (op == null) {
        ResourceItem item = resource(resource, now, DEEPEST_PART);
        item.hold(resource);
        op = new OpItem(++opsMade, task.view.id(), wait, item, now);
        refresh(item);
        tell(op);
      } else {
        if (previous == null) {
          before = op.next;
        } else {
          previous.next = op.next;
        }
        op.next = null;
        if (op.update(wait)) {
          tell(op);
        }
      }
      if (last == null) {
        task.firstOp = op;
      } else {
        last.next = op;
      }
      last = op;
    }
    for (OpItem ended = before; ended != null; ended = ended.next) {
      ended.makeGone();
      ended.droppedAtNanos = now;
      ended.resource.release(now);
      refresh(ended.resource);
      tell(ended);
    }
  }

  private ResourceItem resource(Resource resource, long now, int depth) {
    ResourceItem known = resources.get(resource.resourceId());
    if (known != null) {
      return known;
    }
    var item = new ResourceItem(++resourcesMade, resource, now);
    if (depth > 0) {
      resource.parent().ifPresent(whole -> item.parent = resource(whole, now, depth - 1));
    }
    resources.put(item.resourceId, item);
    if (!item.isTimer) {
      item.attributes = TokioResources.attributes(resource, this::task);
    }
    tell(item);
    return item;
  }

  private void refresh(ResourceItem item) {
    Resource resource = item.resource();
    if (item.isTimer || resource == null || item.isGone()) {
      return;
    }
    var attributes = TokioResources.attributes(resource, this::task);
    if (!attributes.equals(item.attributes)) {
      item.attributes = attributes;
      tell(item);
    }
  }

  /// Finds the resources that have come and gone.
  private void sweep(Watch watch) {
    long now = Times.now();
    for (Resource resource : watch.resources()) {
      resource(resource, now, DEEPEST_PART).listedAtTick = ticks;
    }
    var gone = new ArrayList<ResourceItem>();
    resources.forEach(
        item -> {
          if (item.waiters == 0) {
            item.letGo();
            if (isGone(item, now)) {
              gone.add(item);
            }
          }
        });
    for (ResourceItem item : gone) {
      resources.remove(item.resourceId);
      item.makeGone();
      item.droppedAtNanos = now;
      tell(item);
    }
    resourceCursor = resources.forSome(resourceCursor, LOOKED_AT, this::refresh);
  }

  private boolean isGone(ResourceItem item, long now) {
    return item.resource() == null
        || (item.listedAtTick != 0 && item.listedAtTick != ticks)
        || (item.isTimer && item.listedAtTick == 0 && now - item.idleSinceNanos > IDLE_TIMER_NANOS);
  }

  private void tell(Item item) {
    for (UpdateWatcher watcher : watchers) {
      watcher.changed(item);
    }
  }
}
