package dev.vitrine.console.tui.terminal;

import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.screen.Screen;
import dev.vitrine.console.client.text.Foreign;

/// A rectangle of cells to draw on. What falls outside of it is not drawn.
///
/// Everything drawn is made harmless first, so that no text, wherever it comes from, can reach the
/// terminal as a command.
public final class Canvas {
  private static final String ASCII_FOR =
      "…~·.▲!▶>◦.●*■#▸>◂<‖|○o◔.↵E↑^↓v←<→>─-│|├+└`╭+╮+╰+╯+µu–-▾v▴^×x✗x";

  private final Screen screen;
  private final Look look;
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  Canvas(Screen screen, Look look, int left, int top, int width, int height) {
    this.screen = screen;
    this.look = look;
    this.left = left;
    this.top = top;
    this.width = Math.max(0, width);
    this.height = Math.max(0, height);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public Look look() {
    return look;
  }

  /// A part of this one, cut where it would reach beyond.
  public Canvas part(int x, int y, int partWidth, int partHeight) {
    return new Canvas(
        screen,
        look,
        left + x,
        top + y,
        Math.min(partWidth, width - x),
        Math.min(partHeight, height - y));
  }

  /// The rows from `y` down.
  public Canvas below(int y) {
    return part(0, y, width, height - y);
  }

  /// Draws text.
  ///
  /// @return the column after it, also when that is outside
  public int put(int x, int y, String text, Ink ink) {
    int column = x;
    for (TextCharacter cell : cells(text, ink)) {
      int next = column + (cell.isDoubleWidth() ? 2 : 1);
      if (column >= 0 && next <= width && y >= 0 && y < height) {
        screen.setCharacter(left + column, top + y, cell);
      }
      column = next;
    }
    return column;
  }

  /// Draws text that ends before column `end`.
  ///
  /// @return the column where it begins
  public int putRight(int end, int y, String text, Ink ink) {
    int start = end - widthOf(text);
    put(start, y, text, ink);
    return start;
  }

  /// Gives a whole row one ink, keeping what is written there.
  public void paint(int y, Ink ink) {
    if (y < 0 || y >= height) {
      return;
    }
    for (int x = 0; x < width; x++) {
      TextCharacter old = screen.getBackCharacter(left + x, top + y);
      if (old != null) {
        screen.setCharacter(
            left + x,
            top + y,
            old.withForegroundColor(look.theme().foreground(ink))
                .withBackgroundColor(look.theme().background(ink))
                .withModifiers(look.theme().modifiers(ink)));
      }
    }
  }

  /// Columns that a text takes.
  public int widthOf(String text) {
    if (isPlainAscii(text)) {
      return text.length();
    }
    int width = 0;
    for (TextCharacter cell : cells(text, Ink.PLAIN)) {
      width += cell.isDoubleWidth() ? 2 : 1;
    }
    return width;
  }

  private TextCharacter[] cells(String text, Ink ink) {
    String safe = isPlainAscii(text) ? text : safe(text);
    return TextCharacter.fromString(
        safe,
        look.theme().foreground(ink),
        look.theme().background(ink),
        look.theme().modifiers(ink));
  }

  private String safe(String text) {
    String clean = Foreign.clean(text);
    if (look.unicode()) {
      return clean;
    }
    var ascii = new StringBuilder(clean.length());
    clean.codePoints().forEach(point -> ascii.append(ascii(point)));
    return ascii.toString();
  }

  private static char ascii(int point) {
    if (point < 0x7f) {
      return (char) point;
    }
    int known = Character.isBmpCodePoint(point) ? ASCII_FOR.indexOf(point) : -1;
    return known >= 0 && known % 2 == 0 ? ASCII_FOR.charAt(known + 1) : '?';
  }

  private static boolean isPlainAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
