package dev.vitrine.console.client.text;

/// Text that a watched program made up. It may hold anything, escape sequences for the terminal
/// included.
public final class Foreign {
  private Foreign() {}

  /// The text with every character that a terminal or a reader could be misled by replaced by `·`.
  ///
  /// Replaced are control characters, characters that change the direction or have no width,
  /// separators of lines, private use and halves of surrogate pairs. Combining marks stay.
  public static String clean(String text) {
    int length = text.length();
    for (int i = 0; i < length; ) {
      int point = text.codePointAt(i);
      if (isUnsafe(point)) {
        return replaceFrom(text, i);
      }
      i += Character.charCount(point);
    }
    return text;
  }

  private static String replaceFrom(String text, int first) {
    var clean = new StringBuilder(text.length()).append(text, 0, first);
    text.codePoints()
        .skip(text.codePointCount(0, first))
        .forEach(point -> clean.appendCodePoint(isUnsafe(point) ? '·' : point));
    return clean.toString();
  }

  private static boolean isUnsafe(int point) {
    if (point >= ' ' && point < 0x7f) {
      return false;
    }
    return switch (Character.getType(point)) {
      // Joiners are of type FORMAT too; without them an emoji falls into its parts, which is
      // harmless.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
