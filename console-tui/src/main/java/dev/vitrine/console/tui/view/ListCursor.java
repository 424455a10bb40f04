package dev.vitrine.console.tui.view;

import dev.vitrine.console.tui.terminal.Key;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Which row of a list is selected and which rows are seen.
///
/// The selection belongs to what the row stands for, so it moves with it. Until somebody selects
/// something it stays at the top.
final class ListCursor {
  private long selectedKey;
  private boolean isPinned;
  private boolean isAtEnd; // while not pinned; otherwise at the top
  private int selected;
  private int top;
  private int page = 10;
  private boolean gPressed;

  /// The key of the selected row; 0 while the selection stays at the top or at the end.
  long selectedKey() {
    return isPinned ? selectedKey : 0;
  }

  /// Selects what has this key.
  void select(long key) {
    selectedKey = key;
    isPinned = true;
    isAtEnd = false;
  }

  /// Back to the top, wherever rows go.
  void toTop() {
    isPinned = false;
    isAtEnd = false;
    gPressed = false;
    selected = 0;
    top = 0;
  }

  boolean isAtTop() {
    return !isPinned && !isAtEnd;
  }

  /// To the last row, whichever that is, until something is selected.
  void toEnd() {
    isPinned = false;
    isAtEnd = true;
    gPressed = false;
  }

  boolean isAtEnd() {
    return isAtEnd;
  }

  /// Finds the selection in rows that may have moved, and the part that is seen.
  ///
  /// @param height rows that fit
  /// @return the first row that is seen
  <R> int settle(List<R> rows, ToLongFunction<R> key, int height) {
    page = Math.max(1, height);
    if (isPinned) {
      int found = -1;
      for (int i = 0; i < rows.size() && found < 0; i++) {
        found = key.applyAsLong(rows.get(i)) == selectedKey ? i : -1;
      }
      // What is gone leaves the selection where it was.
      selected = found >= 0 ? found : selected;
    } else {
      selected = isAtEnd ? rows.size() - 1 : 0;
    }
    selected = Math.clamp(selected, 0, Math.max(0, rows.size() - 1));
    top = Math.clamp(top, Math.max(0, selected - page + 1), selected);
    top = Math.clamp(top, 0, Math.max(0, rows.size() - page));
    return top;
  }

  int selected() {
    return selected;
  }

  <R> @Nullable R selectedRow(List<R> rows) {
    return rows.isEmpty() ? null : rows.get(Math.clamp(selected, 0, rows.size() - 1));
  }

  /// Moves the selection if the key is one that does.
  ///
  /// @return whether it was
  <R> boolean move(Key pressed, List<R> rows, ToLongFunction<R> key) {
    boolean second = gPressed && pressed.is('g');
    gPressed = pressed.is('g') && !second;
    if (gPressed) {
      return true;
    }
    int last = rows.size() - 1;
    int to =
        switch (pressed.kind()) {
          case UP -> selected - 1;
          case DOWN -> selected + 1;
          case PAGE_UP -> Math.max(0, selected - page);
          case PAGE_DOWN -> Math.min(last, selected + page);
          case HOME -> 0;
          case END -> last;
          case LETTER ->
              switch (pressed.letter()) {
                case 'k' -> selected - 1;
                case 'j' -> selected + 1;
                case 'G' -> last;
                case 'g' -> 0;
                default -> Integer.MIN_VALUE;
              };
          default -> Integer.MIN_VALUE;
        };
    if (to == Integer.MIN_VALUE) {
      return false;
    }
    if (last >= 0) {
      // Beyond the ends it goes round, as in tokio-console.
      selected = to < 0 ? last : to > last ? 0 : to;
      select(key.applyAsLong(rows.get(selected)));
      if (second || pressed.kind() == Key.Kind.HOME) {
        toTop();
      }
    }
    return true;
  }
}
