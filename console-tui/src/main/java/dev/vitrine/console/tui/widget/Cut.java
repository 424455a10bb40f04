package dev.vitrine.console.tui.widget;

import dev.vitrine.console.client.text.Foreign;
import dev.vitrine.console.tui.terminal.Canvas;

/// Makes text fit.
public final class Cut {
  private Cut() {}

  /// Leaves out the middle, so that numbered names stay apart: `conn-…-9123`.
  public static String middle(Canvas canvas, String text, int width) {
    if (canvas.widthOf(text) <= width) {
      return text;
    }
    String clean = Foreign.clean(text);
    if (width <= 3) {
      return first(canvas, clean, width);
    }
    int end = (width - 1) / 2;
    int start = width - 1 - end;
    return first(canvas, clean, start) + canvas.look().pick("…", "~") + last(canvas, clean, end);
  }

  /// Leaves out the end.
  public static String end(Canvas canvas, String text, int width) {
    if (canvas.widthOf(text) <= width) {
      return text;
    }
    return width <= 1
        ? first(canvas, text, width)
        : first(canvas, text, width - 1) + canvas.look().pick("…", "~");
  }

  private static String first(Canvas canvas, String text, int width) {
    int end = Math.min(text.length(), Math.max(0, width));
    while (end > 0 && (canvas.widthOf(text.substring(0, end)) > width || splitsPair(text, end))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String last(Canvas canvas, String text, int width) {
    int start = Math.max(0, text.length() - Math.max(0, width));
    while (start < text.length()
        && (canvas.widthOf(text.substring(start)) > width || splitsPair(text, start))) {
      start++;
    }
    return text.substring(start);
  }

  private static boolean splitsPair(String text, int at) {
    return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }
}
