package vitrine.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Something that is hoped for: that a column is at most so many times worse than the best of some
/// others, or, with no others, that its figure is at most so much.
///
/// @param point of the list of goals in the issue
/// @param against the others; empty for an absolute limit
/// @param limit of the ratio, or of the figure itself
record Goal(int point, String figure, String column, List<String> against, double limit) {
  Goal {
    against = List.copyOf(against);
  }

  /// How it turned out.
  ///
  /// @param best the one of the others that was best; empty for an absolute limit
  record Verdict(Goal goal, double value, String best, boolean met) {
    String text() {
      return String.format(
          Locale.ROOT,
          "| %d | %s | %s | %s | %.2f | %.2f | %s |",
          goal.point,
          goal.figure,
          goal.column,
          best.isEmpty() ? "" : best,
          value,
          goal.limit,
          met ? "met" : "**missed**");
    }
  }

  /// @return empty if something that it takes was not measured
  Optional<Verdict> judge(Results results) {
    var own = results.summary(figure, column);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    double value = own.get().median();
    if (against.isEmpty()) {
      return Optional.of(new Verdict(this, value, "", value <= limit));
    }
    Figure line = results.figure(figure);
    String best = "";
    double worst = Double.NEGATIVE_INFINITY;
    for (String other : against) {
      var theirs = results.summary(figure, other);
      if (theirs.isPresent() && line.ratio(value, theirs.get().median()) > worst) {
        worst = line.ratio(value, theirs.get().median());
        best = other;
      }
    }
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(new Verdict(this, worst, best, worst <= limit));
  }
}
