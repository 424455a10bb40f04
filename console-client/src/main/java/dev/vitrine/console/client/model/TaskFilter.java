package dev.vitrine.console.client.model;

import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.Comparison;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Term;
import dev.vitrine.console.search.TextPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a user typed to narrow a list of tasks, taken apart.
///
/// Words must all occur; `!` in front of anything wants the opposite. `busy>100ms`, `polls>=1000`,
/// `in>5s` (time in its state) compare; `state:idle`, `lint:lost-waker`, `outcome:failed`,
/// `site:3`, `runtime:1`, `parent:8` select; `/conn-[0-9]+/` is a regular expression in RE2's
/// syntax; quotes keep blanks together.
///
/// @param text what was typed
/// @param terms what it means; those before the mistake when there is one
/// @param problem what is wrong with it; empty when nothing is
public record TaskFilter(String text, List<Term> terms, String problem) {
  /// Lets everything through.
  public static final TaskFilter NONE = new TaskFilter("", List.of(), "");

  private static final Pattern TOKEN =
      Pattern.compile("!?(?:\"[^\"]*\"?|/(?:[^/\\\\]|\\\\.)*/?|\\S+)");
  private static final Pattern COMPARISON = Pattern.compile("([a-z]+)(>=|<=|>|<|=)(.*)");
  private static final Map<String, TaskColumn> DURATIONS =
      Map.of(
          "busy", TaskColumn.TASK_COLUMN_BUSY,
          "sched", TaskColumn.TASK_COLUMN_SCHEDULED,
          "idle", TaskColumn.TASK_COLUMN_IDLE,
          "total", TaskColumn.TASK_COLUMN_TOTAL,
          "in", TaskColumn.TASK_COLUMN_IN_STATE);
  private static final Map<String, TaskColumn> NUMBERS =
      Map.of(
          "id", TaskColumn.TASK_COLUMN_ID,
          "polls", TaskColumn.TASK_COLUMN_POLLS,
          "wakes", TaskColumn.TASK_COLUMN_WAKES,
          "self", TaskColumn.TASK_COLUMN_SELF_WAKES,
          "worker", TaskColumn.TASK_COLUMN_WORKER);
  private static final Map<String, Sign> SIGNS =
      Map.of(
          "lost-waker", Sign.SIGN_UNWAKEABLE,
          "self-wakes", Sign.SIGN_SELF_WAKING,
          "never-yielded", Sign.SIGN_NEVER_YIELDED,
          "long-poll", Sign.SIGN_LONG_POLL,
          "auto-boxed-future", Sign.SIGN_AUTO_BOXED,
          "large-future", Sign.SIGN_LARGE_FUTURE);

  public boolean isActive() {
    return !text.isBlank();
  }

  /// Takes apart what was typed. Never fails: a mistake is told in [#problem].
  public static TaskFilter parse(String text) {
    var terms = new ArrayList<Term>();
    Matcher tokens = TOKEN.matcher(text);
    while (tokens.find()) {
      try {
        String token = tokens.group();
        boolean negated = token.startsWith("!") && token.length() > 1;
        if (!token.equals("!")) {
          terms.add(term(negated ? token.substring(1) : token).setNegated(negated).build());
        }
      } catch (IllegalArgumentException mistake) {
        return new TaskFilter(text, List.copyOf(terms), String.valueOf(mistake.getMessage()));
      }
    }
    return new TaskFilter(text, List.copyOf(terms), "");
  }

  private static Term.Builder term(String token) {
    var term = Term.newBuilder();
    if (token.startsWith("\"")) {
      return term.setWord(unquoted(token, '"'));
    }
    if (token.startsWith("/")) {
      return term.setRegex(checked(unquoted(token, '/')));
    }
    String lower = token.toLowerCase(Locale.ROOT);
    Matcher comparison = COMPARISON.matcher(lower);
    if (comparison.matches()) {
      return term.setComparison(
          comparison(comparison.group(1), comparison.group(2), comparison.group(3)));
    }
    int colon = lower.indexOf(':');
    String value = lower.substring(colon + 1);
    return switch (colon < 0 ? "" : lower.substring(0, colon)) {
      case "state" -> term.setState(state(value));
      case "lint" -> term.setSign(oneOf(SIGNS, value, "lint"));
      case "outcome" -> term.setOutcome(outcome(value));
      case "site" -> term.setCallsiteId(number("site:", value));
      case "runtime" -> term.setRuntimeId(number("runtime:", value));
      case "parent" -> term.setParentId(number("parent:", value));
      default -> term.setWord(token);
    };
  }

  private static Comparison comparison(String figure, String operator, String value) {
    var comparison = Comparison.newBuilder();
    TaskColumn duration = DURATIONS.get(figure);
    TaskColumn count = NUMBERS.get(figure);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          figure + operator + " needs a value such as " + (duration == null ? "1000" : "100ms"));
    }
    if (duration != null) {
      comparison.setColumn(duration).setValue(Durations.parse(value));
    } else if (count != null) {
      comparison.setColumn(count).setValue(number(figure + operator, value));
    } else {
      throw new IllegalArgumentException(
          "can not compare \""
              + figure
              + "\": busy, sched, idle, total, in, polls, wakes, self, id, worker");
    }
    return comparison
        .setOperator(
            switch (operator) {
              case ">" -> Comparison.Operator.OPERATOR_GREATER;
              case ">=" -> Comparison.Operator.OPERATOR_GREATER_OR_EQUAL;
              case "<" -> Comparison.Operator.OPERATOR_LESS;
              case "<=" -> Comparison.Operator.OPERATOR_LESS_OR_EQUAL;
              default -> Comparison.Operator.OPERATOR_EQUAL;
            })
        .build();
  }

  private static TaskState state(String text) {
    return switch (text) {
      case "idle" -> TaskState.TASK_STATE_IDLE;
      case "sched", "scheduled" -> TaskState.TASK_STATE_SCHEDULED;
      case "run", "busy", "running", "poll" -> TaskState.TASK_STATE_RUNNING;
      case "done", "finished" -> TaskState.TASK_STATE_FINISHED;
      default -> throw new IllegalArgumentException("state: is one of idle, sched, running, done");
    };
  }

  private static Outcome outcome(String text) {
    return switch (text) {
      case "completed", "ok" -> Outcome.OUTCOME_COMPLETED;
      case "failed" -> Outcome.OUTCOME_FAILED;
      case "cancelled" -> Outcome.OUTCOME_CANCELLED;
      default ->
          throw new IllegalArgumentException("outcome: is one of completed, failed, cancelled");
    };
  }

  /// What users call a state; empty when it is not known.
  public static String nameOf(TaskState state) {
    return switch (state) {
      case TASK_STATE_IDLE -> "idle";
      case TASK_STATE_SCHEDULED -> "sched";
      case TASK_STATE_RUNNING -> "running";
      case TASK_STATE_FINISHED -> "done";
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  /// What users call an outcome; empty while there is none.
  public static String nameOf(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_COMPLETED -> "completed";
      case OUTCOME_FAILED -> "failed";
      case OUTCOME_CANCELLED -> "cancelled";
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  private static <T> T oneOf(Map<String, T> known, String value, String name) {
    T found = known.get(value);
    if (found == null) {
      throw new IllegalArgumentException(
          name + ": is one of " + String.join(", ", known.keySet().stream().sorted().toList()));
    }
    return found;
  }

  private static long number(String what, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          what + " needs a number, not \"" + text + "\"", notANumber);
    }
  }

  private static String checked(String regex) {
    TextPattern.of(regex);
    return regex;
  }

  private static String unquoted(String token, char quote) {
    boolean closed = token.length() > 1 && token.charAt(token.length() - 1) == quote;
    return token.substring(1, closed ? token.length() - 1 : token.length());
  }
}
