package dev.vitrine.console.tui.widget;

import java.util.function.Function;

/// One column of a table.
///
/// @param title shown above it
/// @param right whether text ends at its right edge
/// @param least fewest characters it is useful with
/// @param most characters it takes if there is room and the content wants them
/// @param leaves columns with larger numbers leave first when there is no room; 0 stays
/// @param cell the field of a row
public record Column<R>(
    String title, boolean right, int least, int most, int leaves, Function<R, Cell> cell) {

  /// A column of figures, all of one width.
  public static <R> Column<R> figure(String title, int width, int leaves, Function<R, Cell> cell) {
    return new Column<>(title, true, width, width, leaves, cell);
  }

  /// A column of text of one width.
  public static <R> Column<R> fixed(String title, int width, int leaves, Function<R, Cell> cell) {
    return new Column<>(title, false, width, width, leaves, cell);
  }

  /// A column of text that takes the room that is left, as far as its content wants it.
  public static <R> Column<R> text(
      String title, int least, int most, int leaves, Function<R, Cell> cell) {
    return new Column<>(title, false, least, most, leaves, cell);
  }
}
