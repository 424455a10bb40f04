package dev.vitrine.console.server.internal.query;

import dev.vitrine.console.server.internal.read.Texts;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Looks for a word or a pattern in everything about a task that can be read.
///
/// What is cheap is looked at first; what many tasks share is looked at once.
final class TextMatch {
  private static final int MOST_CHARS = 1_000;

  // A pattern may need time exponential in the text. This many steps suffice for any honest one.
  private static final int MOST_STEPS = 200_000;

  private final Predicate<String> isIn;
  private final Map<Long, Boolean> callsites = new HashMap<>();
  private final Map<String, Boolean> labels = new HashMap<>();

  private TextMatch(Predicate<String> isIn) {
    this.isIn = isIn;
  }

  static TextMatch word(String word) {
    return new TextMatch(text -> contains(text, word));
  }

  /// @throws BadQuery if the expression does not compile, or is long
  static TextMatch regex(String expression) {
    if (expression.length() > MOST_CHARS) {
      throw new BadQuery(
          "regex of "
              + expression.length()
              + " characters; at most "
              + MOST_CHARS
              + " are allowed");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException wrong) {
      String where = wrong.getIndex() < 0 ? "" : " at character " + (wrong.getIndex() + 1);
      throw new BadQuery("regex /" + expression + "/: " + wrong.getDescription() + where);
    }
    return new TextMatch(
        text -> {
          try {
            return pattern.matcher(new Bounded(text, new Steps())).find();
          } catch (StackOverflowError | TooManySteps endless) {
            throw new BadQuery(
                "regex /" + expression + "/ takes too long on \"" + Texts.bounded(text) + "\"");
          }
        });
  }

  boolean matches(TaskView task) {
    return isIn.test(task.name())
        || isIn.test(Long.toString(task.id()))
        || label(task.state().name())
        || label(task.kind().label())
        || label(task.outcome().name())
        || callsites.computeIfAbsent(
            task.callsite().id(), _ -> isIn.test(TaskColumns.callsite(task)))
        || waits(task);
  }

  private boolean label(String label) {
    return !label.equals("NONE") && labels.computeIfAbsent(label, isIn::test);
  }

  private boolean waits(TaskView task) {
    for (WaitView wait : task.waits()) {
      Resource resource = wait.resource();
      if (isIn.test(wait.operation())
          || (resource != null && isIn.test(Texts.resource(resource)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(String text, String word) {
    for (int at = 0; at <= text.length() - word.length(); at++) {
      if (text.regionMatches(true, at, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  private static final class Steps {
    private int left = MOST_STEPS;

    void take() {
      if (--left < 0) {
        throw new TooManySteps();
      }
    }
  }

  /// A text that refuses to be read for ever.
  private record Bounded(CharSequence text, Steps steps) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Bounded(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
