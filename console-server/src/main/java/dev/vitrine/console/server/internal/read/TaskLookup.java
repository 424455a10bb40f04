package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.instrument.TaskView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Finds tasks by their numbers, each once per message.
public final class TaskLookup {
  private final Source source;
  private final Map<Long, Optional<TaskView>> found = new HashMap<>();

  public TaskLookup(Source source) {
    this.source = source;
  }

  public Optional<TaskView> task(long id) {
    return id == 0 ? Optional.empty() : found.computeIfAbsent(id, source::task);
  }

  /// What is known of the task: the number alone when it is gone.
  public TaskRef ref(long id) {
    return task(id).map(Parts::task).orElseGet(() -> TaskRef.newBuilder().setId(id).build());
  }
}
