package dev.vitrine.console.server.internal.query;

import dev.vitrine.console.search.TextPattern;
import dev.vitrine.console.server.internal.read.Texts;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Looks for a word or a pattern in everything about a task that can be read.
///
/// What is cheap is looked at first; what many tasks share is looked at once. One serves one walk.
final class TextMatch {
  private final Predicate<String> isIn;
  private final Map<Long, Boolean> callsites = new HashMap<>();
  private final Map<String, Boolean> labels = new HashMap<>();

  private TextMatch(Predicate<String> isIn) {
    this.isIn = isIn;
  }

  static TextMatch word(String word) {
    return new TextMatch(text -> contains(text, word));
  }

  /// @throws BadQuery if the expression does not compile, or is too large
  static TextMatch regex(String expression) {
    TextPattern pattern;
    try {
      pattern = TextPattern.of(expression);
    } catch (IllegalArgumentException wrong) {
      throw new BadQuery(String.valueOf(wrong.getMessage()));
    }
    return new TextMatch(
        text -> {
          try {
            return pattern.isIn(text);
          } catch (TextPattern.TooSlow slow) {
            throw new BadQuery(String.valueOf(slow.getMessage()));
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
}
