package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What has been measured: for each figure and column one number a round.
final class Results {
  private final Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  /// The middle of the samples, with their spread.
  record Summary(double median, double least, double most, List<Double> samples) {}

  void add(Figure figure, String column, double value) {
    figures.put(figure.name(), figure);
    samples
        .computeIfAbsent(figure.name(), _ -> new LinkedHashMap<>())
        .computeIfAbsent(column, _ -> new ArrayList<>())
        .add(value);
  }

  void fail(String row, String column, String why) {
    failures.add(row + " in " + column + ": " + why);
  }

  Set<String> figureNames() {
    return figures.keySet();
  }

  Figure figure(String name) {
    Figure figure = figures.get(name);
    if (figure == null) {
      throw new IllegalArgumentException("nothing was measured for " + name);
    }
    return figure;
  }

  Set<String> columns(String figure) {
    Map<String, List<Double>> byColumn = samples.get(figure);
    return byColumn == null ? Set.of() : byColumn.keySet();
  }

  Optional<Summary> summary(String figure, String column) {
    Map<String, List<Double>> byColumn = samples.get(figure);
    List<Double> all = byColumn == null ? null : byColumn.get(column);
    if (all == null) {
      return Optional.empty();
    }
    List<Double> sorted = all.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return Optional.of(new Summary(median, sorted.getFirst(), sorted.getLast(), List.copyOf(all)));
  }

  List<String> failures() {
    return failures;
  }
}
