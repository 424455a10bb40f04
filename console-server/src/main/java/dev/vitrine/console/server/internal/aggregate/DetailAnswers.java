package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.server.internal.read.TokioTasks;
import dev.vitrine.instrument.TaskView;
import java.util.Optional;
import java.util.function.LongFunction;

/// The histograms of one task for tokio-console, until the task is forgotten.
record DetailAnswers(long taskId, LongFunction<Optional<TaskView>> tasks)
    implements Feed.Answers<TaskDetails> {
  @Override
  public Optional<TaskDetails> next() {
    return tasks.apply(taskId).map(TokioTasks::details);
  }
}
