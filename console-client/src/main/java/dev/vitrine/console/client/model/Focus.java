package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.TaskQuery;
import java.util.Set;

/// What the views show now, and so what a session has to fetch.
///
/// @param query for the list of tasks
/// @param taskId the task that is shown in full; 0 for none
/// @param resources whether resources are shown
/// @param openGroups keys of the groups of resources that are opened
public record Focus(TaskQuery query, long taskId, boolean resources, Set<String> openGroups) {
  public Focus {
    openGroups = Set.copyOf(openGroups);
  }

  /// A list of tasks and nothing else.
  public static Focus on(TaskQuery query) {
    return new Focus(query, 0, false, Set.of());
  }
}
