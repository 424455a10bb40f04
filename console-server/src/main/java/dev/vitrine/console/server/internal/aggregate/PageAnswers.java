package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.server.internal.query.TaskSearch;
import java.util.Optional;

/// The window of a task list. To find out who is in it takes a walk over all tasks, which rests in
/// proportion to what it took: of a million tasks every few seconds, of thousands each time. In
/// between the figures of those in the window are read anew.
final class PageAnswers implements Feed.Answers<TaskPage> {
  private final Aggregator aggregator;
  private final TaskSearch search;
  private final Rest rest = new Rest(30);

  PageAnswers(Aggregator aggregator, TaskSearch search) {
    this.aggregator = aggregator;
    this.search = search;
  }

  @Override
  public Optional<TaskPage> next() {
    return Optional.of(page().setStamp(aggregator.stamp()).build());
  }

  private TaskPage.Builder page() {
    if (!rest.isOver()) {
      return search.refreshed();
    }
    rest.workBegins();
    TaskPage.Builder page = search.answer(aggregator.finished());
    rest.workEnded();
    return page;
  }
}
