package dev.vitrine.console.server.internal.aggregate;

import com.google.protobuf.MessageLite;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOpUpdate;
import dev.vitrine.console.proto.tokio.common.RegisterMetadata;
import dev.vitrine.console.proto.tokio.common.RegisterMetadata.NewMetadata;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.resources.ResourceUpdate;
import dev.vitrine.console.proto.tokio.tasks.TaskUpdate;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.read.TokioResources;
import dev.vitrine.console.server.internal.read.TokioTasks;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client of WatchUpdates: what it knows, and what it has yet to be told.
///
/// What has changed waits in queues of items, each item at most once, and is read when it is sent:
/// a slow client gets fewer messages and the newest figures. The queues are bounded by what lives,
/// by what the client knows, and for tasks that came and went unseen by [#MOST_UNSEEN]; those cut
/// off are counted in `dropped_events`.
///
/// A message is closed when it holds [#MESSAGE_BYTES], and each holds the first state of whatever
/// it introduces, so that a snapshot of any size goes out in parts that stand alone. It is not
/// gathered first: the tasks are walked through while it is sent, as far as there is room. The
/// first message is a small one, so that something is seen at once.
final class UpdateWatcher extends Subscription {
  static final int MOST_UNSEEN = 10_000;
  static final int MESSAGE_BYTES = 1 << 20;
  static final int FIRST_BYTES = 1 << 17;

  /// What stands around a message inside another one, and around an entry of a map.
  private static final int FRAME_BYTES = 24;

  private static final int SMALLEST_PURGE = 1_024;

  private final Aggregator aggregator;
  private final Population population;
  private final Outlet<Update> outlet;
  private final long bit;
  private final ArrayDeque<Item> introduced = new ArrayDeque<>();
  private final ArrayDeque<Item> tasks = new ArrayDeque<>();
  private final ArrayDeque<Item> resources = new ArrayDeque<>();
  private final ArrayDeque<Item> ops = new ArrayDeque<>();
  private @Nullable Walk walk;
  private int unseen;
  private int withdrawn;
  private long droppedTasks;
  private long droppedResources; // the client has been told of
  private int metadataSent;
  private long lastNow = Times.now();
  private boolean isDue;
  private boolean hasMore;
  private boolean hasBegun;

  /// @param bit of the items, ours alone
  UpdateWatcher(Aggregator aggregator, Population population, Outlet<Update> outlet, long bit) {
    this.aggregator = aggregator;
    this.population = population;
    this.outlet = outlet;
    this.bit = bit;
  }

  long bit() {
    return bit;
  }

  @Override
  void begin() {
    aggregator.joined(this);
    droppedResources = aggregator.resourcesDropped();
    isDue = true;
    pump();
  }

  @Override
  void tick() {
    if (!aggregator.isPaused()) {
      isDue = true;
      pump();
    }
  }

  @Override
  void ready() {
    pump();
  }

  @Override
  void ended() {
    population.leave(this);
  }

  @Override
  void fail(Status status) {
    outlet.fail(status);
  }

  @Override
  boolean needsWatch() {
    return true;
  }

  /// Has the client told of all that lives, from the next message on.
  void snapshot(Walk all) {
    walk = all;
  }

  /// Notes that the client has to be told of the item.
  void changed(Item item) {
    boolean isQueued = item.isQueuedFor(bit);
    if (item.isGone() && !item.isKnownTo(bit)) {
      // It came and went unseen.
      boolean isTold = item instanceof TaskItem && unseen < MOST_UNSEEN;
      if (!isTold) {
        droppedTasks += item instanceof TaskItem ? 1 : 0;
        if (isQueued) {
          item.setQueuedFor(bit, false);
          withdrawn++;
          purge();
        }
        return;
      }
      unseen++;
    }
    if (!isQueued) {
      item.setQueuedFor(bit, true);
      queue(item).add(item);
    }
  }

  void forEachQueued(Consumer<Item> action) {
    introduced.forEach(action);
    tasks.forEach(action);
    resources.forEach(action);
    ops.forEach(action);
  }

  private ArrayDeque<Item> queue(Item item) {
    return switch (item) {
      case TaskItem _ -> tasks;
      case ResourceItem _ -> resources;
      case OpItem _ -> ops;
    };
  }

  /// Takes out what was withdrawn, once that is half of what waits.
  private void purge() {
    if (withdrawn > SMALLEST_PURGE
        && withdrawn > (tasks.size() + resources.size() + ops.size()) / 2) {
      for (ArrayDeque<Item> queue : List.of(introduced, tasks, resources, ops)) {
        queue.removeIf(item -> !item.isQueuedFor(bit));
      }
      withdrawn = 0;
    }
  }

  private void pump() {
    while ((isDue || hasMore) && outlet.isReady()) {
      isDue = false;
      outlet.send(next());
      hasMore =
          !(introduced.isEmpty() && tasks.isEmpty() && resources.isEmpty() && ops.isEmpty())
              || walk != null;
      if (!hasMore) {
        withdrawn = 0;
      }
    }
  }

  private Update next() {
    var part = new Part(hasBegun ? MESSAGE_BYTES : FIRST_BYTES);
    hasBegun = true;
    // Those met on the walk go first: else a program whose tasks change faster than the client
    // reads
    // would never get to the end of it.
    do {
      while (part.hasRoom() && !introduced.isEmpty()) {
        part.addTask(introduced.remove());
      }
    } while (part.hasRoom() && walkTasks());
    while (part.hasRoom() && !tasks.isEmpty()) {
      part.addTask(tasks.remove());
    }
    boolean hasWaits;
    do {
      hasWaits = walkWaits(); // some with each message, for the same reason
      while (part.hasRoom() && !resources.isEmpty()) {
        part.addResource(resources.remove());
      }
      while (part.hasRoom() && !ops.isEmpty()) {
        part.addOp(ops.remove());
      }
    } while (part.hasRoom() && hasWaits);
    return part.finish();
  }

  /// Meets the next part of the tasks; false at their end.
  private boolean walkTasks() {
    Walk now = walk;
    if (now == null || !now.hasTasks()) {
      return false;
    }
    for (TaskView view : now.next()) {
      TaskItem item = population.introduce(view);
      if (item != null && !item.isKnownTo(bit) && !item.isQueuedFor(bit)) {
        item.setQueuedFor(bit, true);
        introduced.add(item);
      }
    }
    return true;
  }

  /// Finds out what the next part of the tasks wait for; false at their end, and while there are
  /// tasks to be told of.
  private boolean walkWaits() {
    Walk now = walk;
    if (now == null || now.hasTasks() || !introduced.isEmpty()) {
      return false;
    }
    if (!now.hasWaits()) {
      walk = null;
      return false;
    }
    now.next().forEach(view -> population.introduceWaits(view, this));
    return true;
  }

  /// One message in the making.
  private final class Part {
    private final TaskUpdate.Builder newTasks = TaskUpdate.newBuilder();
    private final ResourceUpdate.Builder newResources = ResourceUpdate.newBuilder();
    private final AsyncOpUpdate.Builder newOps = AsyncOpUpdate.newBuilder();
    private final RegisterMetadata.Builder newMetadata = RegisterMetadata.newBuilder();
    private final int most;
    private int bytes;

    Part(int most) {
      this.most = most;
    }

    boolean hasRoom() {
      return bytes < most;
    }

    // Each of these does nothing for one that has been withdrawn.

    void addTask(Item item) {
      if (item.isQueuedFor(bit)) {
        add((TaskItem) item);
      }
    }

    void addResource(Item item) {
      if (item.isQueuedFor(bit)) {
        add((ResourceItem) item);
      }
    }

    void addOp(Item item) {
      if (item.isQueuedFor(bit)) {
        add((OpItem) item);
      }
    }

    /// Whether the client is now told of the item for the first time.
    private boolean isFirst(Item item) {
      item.setQueuedFor(bit, false);
      boolean isFirst = !item.isKnownTo(bit);
      item.makeKnownTo(bit);
      return isFirst;
    }

    private <M extends MessageLite> M counted(M message) {
      bytes += message.getSerializedSize() + FRAME_BYTES;
      return message;
    }

    /// The metadata made so far goes into the same message as the item that refers to it.
    private void metadata() {
      List<NewMetadata> records = population.metadata().records();
      while (metadataSent < records.size()) {
        newMetadata.addMetadata(counted(records.get(metadataSent++)));
      }
    }

    private void add(TaskItem item) {
      if (isFirst(item)) {
        unseen -= item.isGone() ? 1 : 0;
        long metadataId = population.metadata().of(item.view.callsite());
        metadata();
        newTasks.addNewTasks(counted(TokioTasks.task(item.view, metadataId)));
      }
      newTasks.putStatsUpdate(
          item.view.id(), counted(TokioTasks.stats(item.view, item.hasLostWaker, Times.now())));
    }

    private void add(ResourceItem item) {
      Resource resource = item.resource();
      if (!item.isKnownTo(bit) && resource == null) {
        item.setQueuedFor(bit, false); // collected before it could be told of
        return;
      }
      if (isFirst(item) && resource != null) {
        ResourceItem parent = item.parent;
        if (parent != null && !parent.isKnownTo(bit)) {
          add(parent);
        }
        long parentId = parent != null && parent.isKnownTo(bit) ? parent.id : 0;
        long metadataId = population.metadata().of(resource);
        metadata();
        newResources.addNewResources(
            counted(TokioResources.resource(resource, item.id, metadataId, parentId)));
      }
      var attributes =
          item.isTimer && resource != null
              ? TokioResources.attributes(resource, population::task)
              : item.attributes;
      newResources.putStatsUpdate(
          item.id,
          counted(TokioResources.stats(attributes, item.createdAtNanos, item.droppedAtNanos)));
    }

    private void add(OpItem item) {
      if (!item.resource.isKnownTo(bit)) {
        add(item.resource);
        if (!item.resource.isKnownTo(bit)) {
          item.setQueuedFor(bit, false);
          return;
        }
      }
      if (isFirst(item)) {
        long metadataId = population.metadata().of(item.source, item.resource.resource());
        metadata();
        newOps.addNewAsyncOps(
            counted(TokioResources.op(item.id, metadataId, item.source, item.resource.id)));
      }
      newOps.putStatsUpdate(
          item.id,
          counted(
              TokioResources.opStats(
                  item.taskId,
                  item.polls,
                  item.lastPollStartedNanos,
                  item.lastPollEndedNanos,
                  item.busyNanos,
                  item.createdAtNanos,
                  item.droppedAtNanos,
                  item.attributes)));
    }

    Update finish() {
      newTasks.setDroppedEvents(droppedTasks);
      droppedTasks = 0;
      long dropped = aggregator.resourcesDropped();
      newResources.setDroppedEvents(dropped - droppedResources);
      droppedResources = dropped;
      var update =
          Update.newBuilder()
              .setTaskUpdate(newTasks)
              .setResourceUpdate(newResources)
              .setAsyncOpUpdate(newOps);
      if (newMetadata.getMetadataCount() > 0) {
        update.setNewMetadata(newMetadata);
      }
      // Last, so that nothing in the message is later; and never back.
      lastNow = Math.max(lastNow, Times.now());
      return update.setNow(Times.timestamp(lastNow)).build();
    }
  }
}
