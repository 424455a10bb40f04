package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.lint.Warning;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.model.TaskFilter;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.terminal.Theme;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import dev.vitrine.console.tui.widget.Table;
import java.util.List;
import java.util.Map;

/// The list of tasks: sorted, filtered and cut by the server, or by the model where the server can
/// not.
final class TasksView extends View {
  /// Rows that are fetched at once.
  static final int WINDOW = 1_000;

  /// The offset of the last window, however long the list has become until the answer.
  private static final int END = Integer.MAX_VALUE;

  private static final List<TaskColumn> SORTS =
      List.of(
          TaskColumn.TASK_COLUMN_ID,
          TaskColumn.TASK_COLUMN_STATE,
          TaskColumn.TASK_COLUMN_NAME,
          TaskColumn.TASK_COLUMN_BUSY,
          TaskColumn.TASK_COLUMN_SCHEDULED,
          TaskColumn.TASK_COLUMN_IDLE,
          TaskColumn.TASK_COLUMN_TOTAL,
          TaskColumn.TASK_COLUMN_POLLS,
          TaskColumn.TASK_COLUMN_WAKES,
          TaskColumn.TASK_COLUMN_SELF_WAKES,
          TaskColumn.TASK_COLUMN_WAITING_ON,
          TaskColumn.TASK_COLUMN_CALLSITE);

  private final ListCursor cursor = new ListCursor();
  private TaskFilter filter = TaskFilter.NONE;
  private String typed = "";
  private boolean typing;
  private int sort = 3;
  private boolean descending = true;
  private int offset;
  private long total;
  private int lastWidth = 120;

  /// What is to be asked for.
  TaskQuery query() {
    var query =
        TaskQuery.newBuilder()
            .addAllTerms(filter.terms())
            .setSortBy(SORTS.get(sort))
            .setDescending(descending)
            .setOffset(offset)
            .setLimit(WINDOW)
            .setIncludeFinished(true);
    if (total > WINDOW) {
      query.setAroundTaskId(cursor.selectedKey());
    }
    return query.build();
  }

  /// Shows only what fits a filter.
  void filterBy(String text) {
    typed = text;
    filter = TaskFilter.parse(text);
    typing = false;
    offset = 0;
    cursor.toTop();
  }

  @Override
  void draw(Canvas canvas, Scene scene) {
    lastWidth = canvas.width();
    TaskPage page = scene.snapshot().tasks().orElse(TaskPage.getDefaultInstance());
    total = page.getMatching();
    int top = 0;
    if (typing || filter.isActive()) {
      drawFilter(canvas, page, scene.snapshot().refusal());
      top = 1;
    }
    Canvas list = canvas.below(top);
    List<RowFacts> rows = rows(page);
    if (rows.isEmpty()) {
      drawEmpty(list, scene, page);
      return;
    }
    Map<Long, Warning> locks = Lints.locksHeld(page);
    var table = new Table<>(columns(scene.look(), page), task -> isAlarm(task, locks));
    if (cursor.isAtEnd() && page.getOffset() + page.getRowsCount() >= page.getMatching()) {
      // The end has arrived. From now on the selection goes with its task, as everywhere.
      offset = (int) page.getOffset();
      cursor.select(rows.getLast().id());
    }
    int first = cursor.settle(rows, RowFacts::id, list.height() - 1);
    table.draw(
        list,
        rows.subList(first, rows.size()),
        cursor.selected() - first,
        sort,
        descending,
        scene.isStale());
    if (page.getMatching() > page.getRowsCount()) {
      // Beyond the window the list goes on: the count says where the selection is.
      String place =
          Counts.whole(page.getOffset() + cursor.selected() + 1)
              + " of "
              + Counts.whole(page.getMatching());
      list.putRight(list.width(), 0, " " + place, Ink.DIM);
    }
  }

  private static boolean isAlarm(RowFacts task, Map<Long, Warning> locks) {
    return task.row().getSignsCount() > 0 || locks.containsKey(task.id());
  }

  private void drawFilter(Canvas canvas, TaskPage page, String refusal) {
    String count = Counts.whole(page.getMatching()) + " of " + Counts.whole(page.getTotal());
    int end = canvas.putRight(canvas.width(), 0, count, Ink.STRONG) - 1;
    Canvas line = canvas.part(0, 0, end, 1);
    int x = line.put(0, 0, " / ", Ink.KEY);
    x = line.put(x, 0, typing ? typed : filter.text(), Ink.STRONG);
    if (typing) {
      x = line.put(x, 0, canvas.look().pick("█", "_"), Ink.STRONG);
    }
    TaskFilter parsed = typing ? TaskFilter.parse(typed) : filter;
    String problem = parsed.problem().isEmpty() ? refusal : parsed.problem();
    if (!problem.isEmpty()) {
      line.put(x + 2, 0, problem, Ink.ALARM);
    } else if (typing && typed.isEmpty()) {
      line.put(x + 2, 0, "words, !not, busy>100ms, state:idle, lint:lost-waker, /regex/", Ink.DIM);
    }
  }

  private void drawEmpty(Canvas canvas, Scene scene, TaskPage page) {
    if (scene.snapshot().tasks().isEmpty()) {
      canvas.put(2, 1, "Waiting for the first answer.", Ink.DIM);
    } else if (filter.isActive()) {
      canvas.put(
          2,
          1,
          "No task fits the filter; " + Counts.whole(page.getTotal()) + " do not.",
          Ink.PLAIN);
      canvas.put(2, 2, "Esc takes the filter away.", Ink.DIM);
    } else {
      canvas.put(2, 1, "Connected. The program has no tasks yet.", Ink.PLAIN);
      canvas.put(
          2, 2, "They appear here as soon as it spawns one: spawn(async(() -> ...)).", Ink.DIM);
    }
  }

  private static List<RowFacts> rows(TaskPage page) {
    var now = page.getStamp().getNow();
    return page.getRowsList().stream().map(row -> new RowFacts(row, now)).toList();
  }

  private static List<Column<RowFacts>> columns(Look look, TaskPage page) {
    int idWidth =
        page.getRowsList().stream()
            .mapToInt(row -> Long.toUnsignedString(row.getId()).length())
            .max()
            .orElse(1);
    return List.of(
        Column.figure(
            "ID", Math.clamp(idWidth, 3, 12), 0, task -> Cell.of(Long.toUnsignedString(task.id()))),
        new Column<>("State", false, 13, 14, 0, task -> TaskText.state(task, look)),
        Column.text("Name", 16, 60, 0, TaskText::name),
        Column.figure("Busy", 6, 0, task -> Cell.duration(task.row().getBusyNanos(), look)),
        Column.figure("Sched", 6, 3, task -> Cell.duration(task.row().getScheduledNanos(), look)),
        Column.figure("Idle", 6, 4, task -> Cell.duration(task.row().getIdleNanos(), look)),
        Column.figure("Total", 6, 5, task -> Cell.duration(task.row().getTotalNanos(), look)),
        Column.figure("Polls", 5, 0, task -> Cell.count(task.row().getPolls())),
        Column.figure("Wakes", 5, 6, task -> Cell.count(task.row().getWakes())),
        Column.figure("Self", 5, 7, task -> Cell.count(task.row().getSelfWakes())),
        Column.text("Waiting on", 16, 40, 1, task -> waiting(task, look)),
        Column.text(
            "Spawned at", 14, 48, 2, task -> Cell.of(Places.brief(task.row().getSpawnedAt()))));
  }

  private static Cell waiting(RowFacts task, Look look) {
    if (!task.row().hasWaitingOn()) {
      return Cell.dim(look.pick("–", "-"));
    }
    String more = task.row().getWaits() > 1 ? " +" + (task.row().getWaits() - 1) : "";
    return Cell.of(TaskText.waiting(task.row().getWaitingOn(), look) + more);
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    if (typing) {
      return type(key);
    }
    List<RowFacts> rows = rows(snapshot.tasks().orElse(TaskPage.getDefaultInstance()));
    if (beyondWindow(key, snapshot)) {
      return HANDLED;
    }
    if (cursor.move(key, rows, RowFacts::id)) {
      if (cursor.isAtTop()) {
        offset = 0;
      }
      return HANDLED;
    }
    RowFacts selected = cursor.selectedRow(rows);
    return switch (key.kind()) {
      case LEFT -> sortBy(-1);
      case RIGHT -> sortBy(1);
      case ENTER -> selected == null ? IGNORED : open(selected);
      case ESCAPE -> {
        if (!filter.isActive()) {
          yield IGNORED;
        }
        filterBy("");
        yield HANDLED;
      }
      case LETTER ->
          switch (key.letter()) {
            case 'h' -> sortBy(-1);
            case 'l' -> sortBy(1);
            case 'i' -> {
              descending = !descending;
              yield HANDLED;
            }
            case '/' -> {
              typing = true;
              typed = filter.text();
              yield HANDLED;
            }
            case 'y' -> selected == null ? IGNORED : new Reaction.Copy(copied(selected));
            default -> IGNORED;
          };
      default -> IGNORED;
    };
  }

  private Reaction open(RowFacts task) {
    cursor.select(task.id());
    return new Reaction.Open(new TaskDetailView(task.id(), 't'));
  }

  /// At an edge of the window, when the list goes on there: another window is asked for.
  private boolean beyondWindow(Key key, Snapshot snapshot) {
    TaskPage page = snapshot.tasks().orElse(TaskPage.getDefaultInstance());
    int rows = page.getRowsCount();
    if (page.getMatching() <= rows || rows == 0) {
      return false;
    }
    long start = page.getOffset();
    boolean lineDown = key.kind() == Key.Kind.DOWN || key.is('j');
    boolean lineUp = key.kind() == Key.Kind.UP || key.is('k');
    boolean down = lineDown || key.kind() == Key.Kind.PAGE_DOWN;
    boolean up = lineUp || key.kind() == Key.Kind.PAGE_UP;
    boolean atLast = cursor.selected() == rows - 1;
    boolean atFirst = cursor.selected() == 0;
    if (down && atLast && start + rows < page.getMatching()) {
      cursor.select(page.getRows(rows - 1).getId());
      offset = (int) Math.min(start + rows / 2, page.getMatching() - 1);
      return true;
    }
    if (up && atFirst && start > 0) {
      cursor.select(page.getRows(0).getId());
      offset = (int) Math.max(0, start - rows / 2);
      return true;
    }
    // Beyond the ends it goes round, as in a list that is here whole.
    if (key.kind() == Key.Kind.END || key.is('G') || (lineUp && atFirst)) {
      offset = END;
      cursor.toEnd();
      return true;
    }
    if (lineDown && atLast) {
      offset = 0;
      cursor.toTop();
      return true;
    }
    return false;
  }

  private Reaction sortBy(int step) {
    List<Integer> visible =
        new Table<>(columns(new Look(Theme.MONO, false), TaskPage.getDefaultInstance()), _ -> false)
            .visible(lastWidth);
    int next = sort;
    do {
      next = Math.floorMod(next + step, SORTS.size());
    } while (!visible.contains(next));
    sort = next;
    return HANDLED;
  }

  private Reaction type(Key key) {
    switch (key.kind()) {
      case LETTER -> typed += key.letter();
      case BACKSPACE ->
          typed =
              typed.isEmpty()
                  ? ""
                  : typed.substring(0, typed.offsetByCodePoints(typed.length(), -1));
      case ENTER -> {
        typing = false;
        return HANDLED;
      }
      case ESCAPE -> {
        filterBy("");
        return HANDLED;
      }
      case CTRL -> {
        if (key.letter() != 'u') {
          return IGNORED;
        }
        typed = "";
      }
      default -> {
        return IGNORED;
      }
    }
    TaskFilter parsed = TaskFilter.parse(typed);
    filter =
        parsed.problem().isEmpty()
            ? parsed
            : new TaskFilter(typed, parsed.terms(), parsed.problem());
    offset = 0;
    return HANDLED;
  }

  private static String copied(RowFacts task) {
    return "%d\t%s\t%s\t%s"
        .formatted(
            task.id(),
            TaskFilter.nameOf(task.state()),
            task.name(),
            Places.full(task.row().getSpawnedAt()));
  }

  @Override
  boolean isTyping() {
    return typing;
  }

  @Override
  List<Hint> hints() {
    if (typing) {
      return List.of(new Hint("Enter", "keep"), new Hint("Esc", "no filter"));
    }
    return List.of(
        new Hint("↵", "details"),
        new Hint("/", "filter"),
        new Hint("←→", "sort by"),
        new Hint("i", "invert"),
        new Hint("space", "pause"));
  }

  @Override
  List<Hint> help() {
    return List.of(
        new Hint("↑↓ j k", "select; PgUp PgDn Home End gg G go further"),
        new Hint("←→ h l", "sort by another column"),
        new Hint("i", "invert the order"),
        new Hint("Enter", "the task in full"),
        new Hint("/", "filter: words, !not, \"two words\", /regex/"),
        new Hint("", "busy sched idle total in polls wakes self id > >= < <= ="),
        new Hint("", "a regex has RE2's syntax: no look-around, no back references"),
        new Hint("", "state:idle  lint:lost-waker  outcome:failed  site:3  parent:8"),
        new Hint("Esc", "take the filter away"),
        new Hint("y", "copy the row"));
  }

  @Override
  char tab() {
    return 't';
  }
}
