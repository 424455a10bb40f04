package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.terminal.Theme;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import dev.vitrine.console.tui.widget.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// A list that is held whole by the model, sorted here.
///
/// @param <R> what a row stands for
abstract class ListView<R> extends View {
  private final ListCursor cursor = new ListCursor();
  private int sort = -1;
  private boolean descending = true;
  private int lastWidth = 120;

  /// A column and how rows are sorted by it, smallest first.
  record Sortable<R>(Column<R> column, Comparator<R> order) {
    static <R> Sortable<R> figure(
        String title, int width, int leaves, ToLongFunction<R> figure, Function<Long, Cell> cell) {
      return new Sortable<>(
          Column.figure(title, width, leaves, row -> cell.apply(figure.applyAsLong(row))),
          Comparator.comparingLong(figure));
    }

    static <R> Sortable<R> text(
        String title, int least, int most, int leaves, Function<R, String> text) {
      return new Sortable<>(
          Column.text(title, least, most, leaves, row -> Cell.of(text.apply(row))),
          Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER));
    }
  }

  /// The rows in the order they have until somebody sorts.
  abstract List<R> rows(Snapshot snapshot);

  abstract List<Sortable<R>> columns(Look look);

  /// Tells rows apart; never 0.
  abstract long keyOf(R row);

  abstract boolean isAlarm(R row);

  abstract Reaction open(R row);

  /// What is said when there are no rows: lines, the first the most important.
  abstract List<String> empty(Snapshot snapshot);

  /// Draws what stands below the list.
  ///
  /// @return how many rows that took, from the bottom
  int drawBelow(Canvas canvas, Scene scene) {
    return 0;
  }

  /// Keys beyond those of a list.
  Reaction more(Key key, R selected) {
    return IGNORED;
  }

  @Override
  void draw(Canvas canvas, Scene scene) {
    lastWidth = canvas.width();
    int below = drawBelow(canvas, scene);
    Canvas list = canvas.part(0, 0, canvas.width(), canvas.height() - below);
    List<R> rows = sorted(scene.snapshot());
    if (rows.isEmpty()) {
      int y = 1;
      for (String line : empty(scene.snapshot())) {
        list.put(2, y, line, y == 1 ? Ink.PLAIN : Ink.DIM);
        y++;
      }
      return;
    }
    var table =
        new Table<R>(columns(scene.look()).stream().map(Sortable::column).toList(), this::isAlarm);
    int first = cursor.settle(rows, this::keyOf, list.height() - 1);
    table.draw(
        list,
        rows.subList(first, rows.size()),
        cursor.selected() - first,
        sort,
        descending,
        scene.isStale());
  }

  private List<R> sorted(Snapshot snapshot) {
    List<R> rows = rows(snapshot);
    if (sort < 0) {
      return rows;
    }
    Comparator<R> order = columns(new Look(Theme.MONO, false)).get(sort).order();
    var sorted = new ArrayList<>(rows);
    sorted.sort((descending ? order.reversed() : order).thenComparingLong(this::keyOf));
    return sorted;
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    List<R> rows = sorted(snapshot);
    if (cursor.move(key, rows, this::keyOf)) {
      return HANDLED;
    }
    R selected = cursor.selectedRow(rows);
    return switch (key.kind()) {
      case LEFT -> sortBy(-1);
      case RIGHT -> sortBy(1);
      case ENTER -> {
        if (selected == null) {
          yield IGNORED;
        }
        cursor.select(keyOf(selected));
        yield open(selected);
      }
      case LETTER ->
          switch (key.letter()) {
            case 'h' -> sortBy(-1);
            case 'l' -> sortBy(1);
            case 'i' -> {
              descending = !descending;
              yield HANDLED;
            }
            default -> selected == null ? IGNORED : more(key, selected);
          };
      default -> selected == null ? IGNORED : more(key, selected);
    };
  }

  private Reaction sortBy(int step) {
    var columns = columns(new Look(Theme.MONO, false));
    List<Integer> visible =
        new Table<R>(columns.stream().map(Sortable::column).toList(), _ -> false)
            .visible(lastWidth);
    int next = sort < 0 && step < 0 ? 0 : sort;
    do {
      next = Math.floorMod(next + step, columns.size());
    } while (!visible.contains(next));
    sort = next;
    return HANDLED;
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("↵", "details"),
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
        new Hint("Enter", "open what is selected"));
  }
}
