package dev.vitrine.console.search;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.LongSupplier;

/// A regular expression that costs a bounded time, whatever it says: for one search through many
/// texts. Letters of any case fit.
///
/// Its syntax is RE2's. An expression of `java.util.regex` can take for ever, even on an empty text
/// and without reading a character, and nothing stops it from outside; RE2 takes time linear in
/// text and expression. What it can not do is look-around, back references, and atomic or
/// possessive groups. Three bounds do the rest:
///
/// - how large an expression becomes when its counted repetitions are written out,
/// - how much of a text is looked at: the first [#MOST_TEXT] characters,
/// - how long one search may take: [#FREE_NANOS], and [#NANOS_PER_TEXT] for each text. Ordinary
///   expressions take a tenth of the latter, so they get through any number of tasks.
///
/// - **Threads:** one at a time.
public final class TextPattern {
  static final int MOST_CHARS = 1_000;
  static final int MOST_TEXT = 10_000;
  static final long FREE_NANOS = 2_000_000_000;
  static final long NANOS_PER_TEXT = 5_000;

  // Characters times the product of all counts, before anything is built from them; then
  // instructions, each of which may be looked at for each character of a text.
  private static final long MOST_WRITTEN_OUT = 100_000;
  private static final int MOST_INSTRUCTIONS = 5_000;

  private static final Pattern COUNTED = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?\\}");
  private static final Pattern LOOK_AROUND = Pattern.compile("\\(\\?<?[=!]");
  private static final Pattern BACK_REFERENCE = Pattern.compile("\\\\(?:[1-9]|k<)");
  private static final Pattern POSSESSIVE = Pattern.compile("\\(\\?>|[*+?}]\\+");

  private final Pattern pattern;
  private final LongSupplier clock;
  private long leftNanos = FREE_NANOS;

  private TextPattern(Pattern pattern, LongSupplier clock) {
    this.pattern = pattern;
    this.clock = clock;
  }

  /// @throws IllegalArgumentException if the expression does not compile, or is too large; the
  ///   message is for the user
  public static TextPattern of(String expression) {
    return of(expression, System::nanoTime);
  }

  static TextPattern of(String expression, LongSupplier clock) {
    if (expression.length() > MOST_CHARS) {
      throw new IllegalArgumentException(
          "regex of "
              + expression.length()
              + " characters; at most "
              + MOST_CHARS
              + " are allowed");
    }
    if (writtenOut(expression) > MOST_WRITTEN_OUT) {
      throw tooLarge();
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException("regex: " + why(expression, wrong));
    } catch (StackOverflowError nested) {
      throw tooLarge();
    }
    if (pattern.programSize() > MOST_INSTRUCTIONS) {
      throw tooLarge();
    }
    return new TextPattern(pattern, clock);
  }

  /// Whether it is found anywhere in a text.
  ///
  /// @throws TooSlow if the search has taken too long by now
  public boolean isIn(String text) {
    long started = clock.getAsLong();
    String looked = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    boolean found;
    try {
      found = pattern.matcher(looked).find();
    } catch (StackOverflowError nested) {
      throw new TooSlow("regex: nested too deeply");
    }
    leftNanos += NANOS_PER_TEXT - (clock.getAsLong() - started);
    if (leftNanos < 0) {
      throw new TooSlow("regex: takes too long for so many tasks; try a word, or less of it");
    }
    return found;
  }

  /// No less than what the expression becomes when its counts are written out. What only looks like
  /// a count, in a class or after a backslash, counts as one too: nobody writes that.
  private static double writtenOut(String expression) {
    double size = expression.length();
    Matcher counts = COUNTED.matcher(expression);
    while (counts.find()) {
      boolean isCharacter = expression.startsWith("\\x", counts.start() - 2);
      String most = counts.group(2);
      if (!isCharacter) {
        size *=
            Math.max(
                1,
                Math.max(
                    Double.parseDouble(counts.group(1)),
                    most == null || most.isEmpty() ? 1 : Double.parseDouble(most)));
      }
    }
    return size;
  }

  private static IllegalArgumentException tooLarge() {
    return new IllegalArgumentException("regex: too large with its repetitions written out");
  }

  private static String why(String expression, PatternSyntaxException wrong) {
    if (LOOK_AROUND.matcher(expression).find()) {
      return "look-around is not supported; the syntax is that of RE2";
    }
    if (BACK_REFERENCE.matcher(expression).find()) {
      return "back references are not supported; the syntax is that of RE2";
    }
    if (POSSESSIVE.matcher(expression).find()) {
      return "atomic and possessive groups are not supported; the syntax is that of RE2";
    }
    if (wrong.getPattern().startsWith("stack ")) {
      return "unmatched )"; // which re2j takes for an error of its own
    }
    return wrong.getDescription() + ": " + wrong.getPattern();
  }

  /// A search that is given up.
  public static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow(String message) {
      super(message, null, false, false);
    }
  }
}
