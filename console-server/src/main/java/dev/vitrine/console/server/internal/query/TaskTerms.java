package dev.vitrine.console.server.internal.query;

import dev.vitrine.console.proto.v1.Comparison;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.Term;
import dev.vitrine.console.server.internal.read.Figures;
import dev.vitrine.console.server.internal.read.Parts;
import dev.vitrine.console.server.internal.read.Signs;
import dev.vitrine.instrument.TaskView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The conditions of a query, made ready for a walk over very many tasks.
final class TaskTerms {
  private static final int MOST_TERMS = 64;

  private final List<Test> tests;

  private TaskTerms(List<Test> tests) {
    this.tests = tests;
  }

  /// One condition. Those that read text cost most and come last.
  private record Test(Condition condition, boolean isNegated, int cost) {}

  private interface Condition {
    boolean holds(TaskView task, Figures figures);
  }

  /// @throws BadQuery if a term makes no sense; the message names it
  static TaskTerms of(List<Term> terms, Signs signs) {
    if (terms.size() > MOST_TERMS) {
      throw new BadQuery(terms.size() + " terms; at most " + MOST_TERMS + " are allowed");
    }
    var tests = new ArrayList<Test>();
    for (int i = 0; i < terms.size(); i++) {
      try {
        tests.add(test(terms.get(i), signs));
      } catch (BadQuery wrong) {
        throw new BadQuery("term " + (i + 1) + ": " + wrong.getMessage());
      }
    }
    tests.sort(Comparator.comparingInt(Test::cost));
    return new TaskTerms(tests);
  }

  boolean hold(TaskView task, Figures figures) {
    for (Test test : tests) {
      if (test.condition().holds(task, figures) == test.isNegated()) {
        return false;
      }
    }
    return true;
  }

  private static Test test(Term term, Signs signs) {
    boolean isText =
        term.getConditionCase() == Term.ConditionCase.WORD
            || term.getConditionCase() == Term.ConditionCase.REGEX;
    return new Test(condition(term, signs), term.getNegated(), isText ? 1 : 0);
  }

  private static Condition condition(Term term, Signs signs) {
    return switch (term.getConditionCase()) {
      case WORD -> {
        if (term.getWord().isEmpty()) {
          throw new BadQuery("the word is empty");
        }
        TextMatch text = TextMatch.word(term.getWord());
        yield (task, _) -> text.matches(task);
      }
      case REGEX -> {
        TextMatch text = TextMatch.regex(term.getRegex());
        yield (task, _) -> text.matches(task);
      }
      case STATE -> {
        TaskState state = term.getState();
        known("state", state.equals(TaskState.UNRECOGNIZED), term.getStateValue());
        yield (_, figures) -> Parts.state(figures.state()) == state;
      }
      case COMPARISON -> comparison(term.getComparison());
      case CALLSITE_ID -> (task, _) -> task.callsite().id() == term.getCallsiteId();
      case SIGN -> {
        Sign sign = term.getSign();
        known("sign", sign == Sign.UNRECOGNIZED, term.getSignValue());
        yield (task, figures) -> signs.shows(sign, task, figures);
      }
      case RUNTIME_ID -> (task, _) -> task.runtime().id() == term.getRuntimeId();
      case PARENT_ID -> (task, _) -> task.parentId() == term.getParentId();
      case OUTCOME -> {
        Outcome outcome = term.getOutcome();
        known("outcome", outcome == Outcome.UNRECOGNIZED, term.getOutcomeValue());
        yield (task, _) -> Parts.outcome(task.outcome()) == outcome;
      }
      case CONDITION_NOT_SET -> throw new BadQuery("it has no condition");
    };
  }

  private static Condition comparison(Comparison comparison) {
    TaskColumn column = comparison.getColumn();
    known("column", column == TaskColumn.UNRECOGNIZED, comparison.getColumnValue());
    if (column == TaskColumn.TASK_COLUMN_UNSPECIFIED || TaskColumns.isText(column)) {
      throw new BadQuery(column + " is neither a number nor a duration");
    }
    long value = comparison.getValue();
    return switch (comparison.getOperator()) {
      case OPERATOR_GREATER -> (task, figures) -> number(column, task, figures) > value;
      case OPERATOR_GREATER_OR_EQUAL -> (task, figures) -> number(column, task, figures) >= value;
      case OPERATOR_LESS -> (task, figures) -> number(column, task, figures) < value;
      case OPERATOR_LESS_OR_EQUAL -> (task, figures) -> number(column, task, figures) <= value;
      case OPERATOR_EQUAL -> (task, figures) -> number(column, task, figures) == value;
      case OPERATOR_UNSPECIFIED, UNRECOGNIZED ->
          throw new BadQuery("the comparison has no operator that is known");
    };
  }

  private static long number(TaskColumn column, TaskView task, Figures figures) {
    return TaskColumns.number(column, task, figures);
  }

  private static void known(String what, boolean isUnknown, int number) {
    if (isUnknown) {
      throw new BadQuery("no " + what + " has the number " + number);
    }
  }
}
