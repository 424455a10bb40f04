package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskState;
import java.util.Set;

/// What can be asked of a task to sort, filter and judge it, whichever service told of it.
public interface TaskFacts {
  long id();

  String name();

  String kind();

  TaskState state();

  Outcome outcome();

  long runtimeId();

  long callsiteId();

  long parentId();

  Set<Sign> signs();

  /// A number or a duration in nanoseconds; 0 for columns that are text.
  long figure(TaskColumn column);

  /// The text of a column that is text, as users see it; empty for the others.
  String text(TaskColumn column);

  /// What it waits in, such as `Mutex.lock`; empty when that is not known.
  default String operation() {
    return "";
  }

  /// How long the running poll has lasted; 0 when none runs.
  long pollRunningNanos();
}
