package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.server.internal.query.TaskSearch;
import dev.vitrine.console.server.internal.read.Times;
import java.util.Optional;

/// The window of a task list. To find out who is in it takes a walk over all tasks, which rests in
/// proportion to what it took: of a million tasks every few seconds, of thousands each time. In
/// between the figures of those in the window are read anew.
final class PageAnswers implements Feed.Answers<TaskPage> {
  private static final int REST = 30;

  private final Aggregator aggregator;
  private final TaskSearch search;
  private long walkAgainAt;
  private boolean hasWalked;

  PageAnswers(Aggregator aggregator, TaskSearch search) {
    this.aggregator = aggregator;
    this.search = search;
  }

  @Override
  public Optional<TaskPage> next() {
    return Optional.of(page().setStamp(aggregator.stamp()).build());
  }

  private TaskPage.Builder page() {
    long started = Times.now();
    if (hasWalked && started - walkAgainAt < 0) {
      return search.refreshed();
    }
    hasWalked = true;
    TaskPage.Builder page = search.answer(aggregator.finished());
    long ended = Times.now();
    walkAgainAt = ended + REST * (ended - started);
    return page;
  }
}
