package dev.vitrine.console.tui.widget;

import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Rows in columns that fit into the width there is: the least important columns leave first, and
/// text is cut in the middle, never wrapped.
///
/// Only the rows that can be seen are looked at.
public final class Table<R> {
  private static final int GAP = 2;
  private static final int MARK = 2;

  private final List<Column<R>> columns;
  private final Predicate<R> isAlarm;

  /// @param isAlarm rows that are marked
  public Table(List<Column<R>> columns, Predicate<R> isAlarm) {
    this.columns = List.copyOf(columns);
    this.isAlarm = isAlarm;
  }

  /// Draws the heading and the rows below it.
  ///
  /// @param rows those that can be seen
  /// @param selected place of the selected one among them; -1 when none of them is
  /// @param sorted place of the column that is sorted by; -1 for none
  /// @param stale whether the data is older than it should be
  public void draw(
      Canvas canvas, List<R> rows, int selected, int sorted, boolean descending, boolean stale) {
    List<R> seen = rows.subList(0, Math.clamp(canvas.height() - 1, 0, rows.size()));
    int[] widths = widths(canvas, seen);
    heading(canvas, widths, sorted, descending);
    for (int i = 0; i < seen.size(); i++) {
      row(canvas, i + 1, seen.get(i), widths, stale);
      if (i == selected) {
        canvas.paint(i + 1, isAlarm.test(seen.get(i)) ? Ink.SELECTED_ALARM : Ink.SELECTED);
      }
    }
  }

  private void heading(Canvas canvas, int[] widths, int sorted, boolean descending) {
    int x = MARK;
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] < 0) {
        continue;
      }
      Column<R> column = columns.get(i);
      String arrow =
          i == sorted ? canvas.look().pick(descending ? "▾" : "▴", descending ? "v" : "^") : "";
      String title = Cut.end(canvas, column.title(), widths[i] - arrow.length()) + arrow;
      Ink ink = i == sorted ? Ink.STRONG : Ink.HEADING;
      if (column.right()) {
        canvas.putRight(x + widths[i], 0, title, ink);
      } else {
        canvas.put(x, 0, title, ink);
      }
      x += widths[i] + GAP;
    }
  }

  private void row(Canvas canvas, int y, R row, int[] widths, boolean stale) {
    if (isAlarm.test(row)) {
      canvas.put(0, y, canvas.look().pick("▲", "!"), Ink.ALARM);
    }
    int x = MARK;
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] < 0) {
        continue;
      }
      Column<R> column = columns.get(i);
      Cell cell = column.cell().apply(row);
      String text = Cut.middle(canvas, cell.text(), widths[i]);
      Ink ink = stale ? Ink.DIM : cell.ink();
      if (column.right()) {
        canvas.putRight(x + widths[i], y, text, ink);
      } else {
        canvas.put(x, y, text, ink);
      }
      x += widths[i] + GAP;
    }
  }

  /// Which columns are drawn at a width, for tests and for the choice of a column to sort by.
  public List<Integer> visible(int width) {
    var shown = new ArrayList<Integer>();
    for (int i = 0; i < columns.size(); i++) {
      shown.add(i);
    }
    while (shown.size() > 1 && least(shown) > width) {
      var next =
          shown.stream()
              .filter(i -> columns.get(i).leaves() > 0)
              .max(Comparator.comparingInt(i -> columns.get(i).leaves()));
      if (next.isEmpty()) {
        break;
      }
      shown.removeIf(next.get()::equals);
    }
    return shown;
  }

  private int least(List<Integer> shown) {
    return MARK + shown.stream().mapToInt(i -> columns.get(i).least() + GAP).sum() - GAP;
  }

  /// The width of each column; -1 for those that have left. What is left over goes to the text
  /// columns as their content wants it.
  private int[] widths(Canvas canvas, List<R> seen) {
    List<Integer> shown = visible(canvas.width());
    int spare = Math.max(0, canvas.width() - least(shown));
    var widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = shown.contains(i) ? columns.get(i).least() : -1;
    }
    var wanted = new int[columns.size()];
    for (int i : shown) {
      wanted[i] = wanted(canvas, columns.get(i), seen);
    }
    // One character at a time and in turn, so that no column starves the ones to its right.
    boolean given = true;
    while (spare > 0 && given) {
      given = false;
      for (int i : shown) {
        if (spare > 0 && widths[i] < wanted[i]) {
          widths[i]++;
          spare--;
          given = true;
        }
      }
    }
    return widths;
  }

  private static <R> int wanted(Canvas canvas, Column<R> column, List<R> seen) {
    if (column.most() <= column.least()) {
      return column.least();
    }
    int wanted = canvas.widthOf(column.title()) + 1;
    for (R row : seen) {
      wanted = Math.max(wanted, canvas.widthOf(column.cell().apply(row).text()));
    }
    return Math.min(wanted, column.most());
  }
}
