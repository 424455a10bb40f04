package dev.vitrine.console.client.model;

import static dev.vitrine.console.proto.v1.TaskColumn.TASK_COLUMN_CALLSITE;
import static dev.vitrine.console.proto.v1.TaskColumn.TASK_COLUMN_WAITING_ON;

import dev.vitrine.console.proto.v1.Comparison;
import dev.vitrine.console.proto.v1.Term;
import dev.vitrine.console.search.TextPattern;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The terms of a query as a test of one task.
public final class TaskMatch {
  private TaskMatch() {}

  /// Holds for tasks for which all terms hold. Serves one search, which may fail with
  /// [TextPattern.TooSlow].
  public static Predicate<TaskFacts> all(List<Term> terms) {
    return terms.stream().map(TaskMatch::one).reduce(task -> true, Predicate::and);
  }

  private static Predicate<TaskFacts> one(Term term) {
    Predicate<TaskFacts> condition =
        switch (term.getConditionCase()) {
          case WORD -> {
            String word = term.getWord().toLowerCase(Locale.ROOT);
            yield task ->
                texts(task).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word));
          }
          case REGEX -> {
            TextPattern pattern = TextPattern.of(term.getRegex());
            yield task -> texts(task).anyMatch(pattern::isIn);
          }
          case STATE -> task -> task.state() == term.getState();
          case COMPARISON -> task -> compares(task, term.getComparison());
          case CALLSITE_ID -> task -> task.callsiteId() == term.getCallsiteId();
          case SIGN -> task -> task.signs().contains(term.getSign());
          case RUNTIME_ID -> task -> task.runtimeId() == term.getRuntimeId();
          case PARENT_ID -> task -> task.parentId() == term.getParentId();
          case OUTCOME -> task -> task.outcome() == term.getOutcome();
          case CONDITION_NOT_SET -> task -> true;
        };
    return term.getNegated() ? condition.negate() : condition;
  }

  /// What can be read about a task: each for itself, as our own service looks at it.
  private static Stream<String> texts(TaskFacts task) {
    return Stream.of(
        task.name(),
        Long.toString(task.id()),
        TaskFilter.nameOf(task.state()),
        label(task.state().name(), "TASK_STATE_"),
        task.kind(),
        task.text(TASK_COLUMN_CALLSITE),
        task.text(TASK_COLUMN_WAITING_ON),
        task.operation(),
        label(task.outcome().name(), "OUTCOME_"));
  }

  private static String label(String name, String prefix) {
    return name.endsWith("UNSPECIFIED") ? "" : name.replace(prefix, "");
  }

  private static boolean compares(TaskFacts task, Comparison comparison) {
    long figure = task.figure(comparison.getColumn());
    return switch (comparison.getOperator()) {
      case OPERATOR_GREATER -> figure > comparison.getValue();
      case OPERATOR_GREATER_OR_EQUAL -> figure >= comparison.getValue();
      case OPERATOR_LESS -> figure < comparison.getValue();
      case OPERATOR_LESS_OR_EQUAL -> figure <= comparison.getValue();
      case OPERATOR_EQUAL -> figure == comparison.getValue();
      case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> true;
    };
  }
}
