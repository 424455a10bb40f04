package dev.vitrine.console.server.internal.query;

import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.SignCount;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskCounts;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.server.internal.read.Figures;
import dev.vitrine.console.server.internal.read.Signs;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.read.TaskLookup;
import dev.vitrine.console.server.internal.read.TaskRows;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.TaskView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A query that can be answered again and again: one walk over all tasks each time, with a heap as
/// large as the end of the window.
///
/// The key of a task is read once per walk, so that a list is in order although the program runs
/// on.
public final class TaskSearch {
  /// The most rows of one answer.
  public static final int MOST_ROWS = 10_000;

  private final TaskQuery query;
  private final Source source;
  private final Signs signs;
  private final int limit;
  private final Comparator<Candidate> order;

  /// @param signs of the thread that asks for answers
  /// @throws BadQuery if it makes no sense
  public TaskSearch(TaskQuery query, Source source, Signs signs) {
    this.query = query;
    this.source = source;
    this.signs = signs;
    this.limit = (int) Math.min(Integer.toUnsignedLong(query.getLimit()), MOST_ROWS);
    if (query.getSortBy() == TaskColumn.UNRECOGNIZED) {
      throw new BadQuery("no column has the number " + query.getSortByValue());
    }
    this.order = order(query.getDescending());
    // Also here, so that a mistake is told before the first answer.
    TaskTerms.of(query.getTermsList(), signs);
  }

  private TaskPage last = TaskPage.getDefaultInstance();
  private List<TaskView> lastWindow = List.of();

  private record Candidate(long number, String text, TaskView task) {}

  private static Comparator<Candidate> order(boolean descending) {
    Comparator<Candidate> byKey =
        Comparator.comparingLong(Candidate::number)
            .thenComparing(Candidate::text, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Candidate::text);
    return (descending ? byKey.reversed() : byKey)
        .thenComparingLong(candidate -> candidate.task().id());
  }

  /// The last answer once more with the figures of its rows as they are now, but for its stamp.
  /// Which tasks are shown, and all counts, are those of the last walk.
  public TaskPage.Builder refreshed() {
    long now = Times.now();
    List<Candidate> window =
        lastWindow.stream()
            .map(task -> candidate(task, Figures.of(task, now)))
            .sorted(order)
            .toList();
    return rows(last.toBuilder(), window);
  }

  /// The answer now, but for its stamp.
  ///
  /// @param finished tasks that are kept although they have ended
  /// @throws BadQuery if an expression turns out to take too long
  public TaskPage.Builder answer(List<TaskView> finished) {
    long offset = Integer.toUnsignedLong(query.getOffset());
    Walk walk = walk(finished, offset);
    if (query.getAroundTaskId() != 0 && walk.isWantedSeen && limit > 0) {
      long rank = walk.beforeWanted;
      long moved = Math.max(Math.min(offset, rank), rank - limit + 1);
      if (moved != offset) {
        offset = moved;
        walk = walk(finished, offset);
      }
    }
    if (walk.matching > 0 && offset >= walk.matching && limit > 0) {
      // The list has become shorter than where the window stood.
      offset = Math.max(0, walk.matching - limit);
      walk = walk(finished, offset);
    }
    return page(walk, offset);
  }

  private Walk walk(List<TaskView> finished, long offset) {
    var walk = new Walk(offset, finished);
    source.forEachLiveTask(walk);
    finished.forEach(walk::finished);
    return walk;
  }

  private TaskPage.Builder page(Walk walk, long offset) {
    last =
        TaskPage.newBuilder()
            .setTotal(walk.total)
            .setMatching(walk.matching)
            .setOffset(Math.min(offset, walk.matching))
            .setCounts(walk.counts())
            .build();
    List<Candidate> window = walk.window();
    lastWindow = window.stream().map(Candidate::task).toList();
    return rows(last.toBuilder(), window);
  }

  private TaskPage.Builder rows(TaskPage.Builder page, List<Candidate> window) {
    var tasks = new TaskLookup(source);
    for (Candidate candidate : window) {
      page.addRows(TaskRows.row(candidate.task(), Times.now(), signs, tasks));
    }
    return page;
  }

  private Candidate candidate(TaskView task, Figures figures) {
    TaskColumn column = query.getSortBy();
    return new Candidate(
        TaskColumns.number(column, task, figures), TaskColumns.text(column, task), task);
  }

  private final class Walk implements Consumer<TaskView> {
    private final TaskTerms terms = TaskTerms.of(query.getTermsList(), signs);
    private final long now = Times.now();
    private final long offset;
    private final long end;
    private final PriorityQueue<Candidate> best;
    private long idle;
    private long scheduled;
    private long running;
    private long ended;
    private final long[] shown = new long[Signs.ALL.size()];
    private long suspected;
    private final @Nullable Candidate wanted;
    private boolean isWantedSeen;
    private long beforeWanted;
    private long total;
    private long matching;

    Walk(long offset, List<TaskView> finished) {
      this.offset = offset;
      this.end = limit == 0 ? 0 : offset + limit;
      // The worst of those kept is on top.
      this.best = new PriorityQueue<>(order.reversed());
      this.wanted = wanted(finished);
    }

    private @Nullable Candidate wanted(List<TaskView> finished) {
      long id = query.getAroundTaskId();
      if (id == 0) {
        return null;
      }
      TaskView task =
          source
              .task(id)
              .or(() -> finished.stream().filter(one -> one.id() == id).findFirst())
              .orElse(null);
      return task == null ? null : candidate(task, Figures.of(task, now));
    }

    private void count(TaskView.State state) {
      switch (state) {
        case IDLE -> idle++;
        case SCHEDULED -> scheduled++;
        case RUNNING -> running++;
        case FINISHED -> ended++;
      }
    }

    void finished(TaskView task) {
      count(TaskView.State.FINISHED);
      if (query.getIncludeFinished()) {
        consider(task, Figures.of(task, now));
      }
    }

    @Override
    public void accept(TaskView task) {
      Figures figures = Figures.of(task, now);
      if (figures.state() == TaskView.State.FINISHED) {
        // It ended during the walk and is, or will be, among the finished.
        return;
      }
      count(figures.state());
      for (int i = 0; i < shown.length; i++) {
        if (signs.shows(Signs.ALL.get(i), task, figures)) {
          shown[i]++;
        }
      }
      if (figures.state() == TaskView.State.IDLE && signs.isSuspect(task.id())) {
        suspected++;
      }
      consider(task, figures);
    }

    private void consider(TaskView task, Figures figures) {
      total++;
      if (!terms.hold(task, figures)) {
        return;
      }
      matching++;
      if (wanted == null && end == 0) {
        return;
      }
      Candidate candidate = candidate(task, figures);
      if (wanted != null) {
        if (task.id() == wanted.task().id()) {
          isWantedSeen = true;
          // Its key as of the start of the walk, which the ranks of the others were compared with.
          candidate = wanted;
        } else if (order.compare(candidate, wanted) < 0) {
          beforeWanted++;
        }
      }
      if (end == 0) {
        return;
      }
      if (best.size() < end) {
        best.add(candidate);
      } else if (order.compare(candidate, best.element()) < 0) {
        best.remove();
        best.add(candidate);
      }
    }

    private List<Candidate> window() {
      Candidate[] sorted = best.toArray(new Candidate[0]);
      Arrays.sort(sorted, order);
      var window = new ArrayList<Candidate>();
      for (long i = offset; i < sorted.length; i++) {
        window.add(sorted[(int) i]);
      }
      return window;
    }

    private TaskCounts.Builder counts() {
      var counts =
          TaskCounts.newBuilder()
              .setIdle(idle)
              .setScheduled(scheduled)
              .setRunning(running)
              .setFinished(ended)
              .setSuspectedUnwakeable(suspected);
      for (int i = 0; i < shown.length; i++) {
        if (shown[i] > 0) {
          Sign sign = Signs.ALL.get(i);
          counts.addSigns(SignCount.newBuilder().setSign(sign).setTasks(shown[i]));
        }
      }
      return counts;
    }
  }
}
