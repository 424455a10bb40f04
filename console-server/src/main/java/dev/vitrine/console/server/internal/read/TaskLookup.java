package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.instrument.TaskView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds tasks by their numbers, for one message.
///
/// A runtime may have to look at all its tasks to find one. So each is looked for once, and after a
/// few of them all tasks are gone through at once.
public final class TaskLookup {
  private static final int MOST_SEARCHES = 4;

  private final Source source;
  private final Map<Long, Optional<TaskView>> found = new HashMap<>();
  private int searches;
  private @Nullable LongTable<TaskView> all;

  public TaskLookup(Source source) {
    this.source = source;
  }

  public Optional<TaskView> task(long id) {
    return id == 0 ? Optional.empty() : found.computeIfAbsent(id, this::search);
  }

  private Optional<TaskView> search(long id) {
    if (searches < MOST_SEARCHES) {
      searches++;
      return source.task(id);
    }
    if (all == null) {
      var index = new LongTable<TaskView>();
      source.forEachLiveTask(task -> index.put(task.id(), task));
      all = index;
    }
    return Optional.ofNullable(all.get(id));
  }

  /// What is known of the task: the number alone when it is gone.
  public TaskRef ref(long id) {
    return task(id).map(Parts::task).orElseGet(() -> TaskRef.newBuilder().setId(id).build());
  }
}
