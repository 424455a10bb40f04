package vitrine.bench.compare;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is written in the end.
final class Report {
  private static final List<String> OURS = List.of("polled", "block");

  private final Results results;
  private final List<Column> columns;
  private final Map<String, String> facts;
  private final String how;

  /// @param how the run was made, in a sentence
  Report(Results results, List<Column> columns, Map<String, String> facts, String how) {
    this.results = results;
    this.columns = columns;
    this.facts = facts;
    this.how = how;
  }

  private List<Goal.Verdict> verdicts() {
    return Goals.all().stream().map(goal -> goal.judge(results)).flatMap(Optional::stream).toList();
  }

  String markdown() {
    var lines = new ArrayList<String>();
    lines.add("# The same work, side by side");
    lines.add("");
    lines.add(how);
    lines.add(
        "Each cell: the median over the rounds, and the least and the most. The ratios are times worse"
            + " than the best of the others, or than virtual threads: below 1 is ahead.");
    lines.add("");
    table(lines);
    lines.add("");
    lines.add("## Goals");
    lines.add("");
    lines.add("| point | figure | column | against | measured | limit | |");
    lines.add("| --- | --- | --- | --- | --- | --- | --- |");
    verdicts().forEach(verdict -> lines.add(verdict.text()));
    lines.add("");
    lines.add("## Columns");
    lines.add("");
    for (Column column : columns) {
      lines.add(
          "- `"
              + column.name()
              + "`: "
              + column.what()
              + (column.isThere() ? "" : "; not run: " + column.missing()));
    }
    if (!results.failures().isEmpty()) {
      lines.add("");
      lines.add("## What did not run");
      lines.add("");
      results.failures().forEach(failure -> lines.add("- " + failure));
    }
    lines.add("");
    lines.add("## Machine and versions");
    lines.add("");
    lines.add("| | |");
    lines.add("| --- | --- |");
    facts.forEach((name, value) -> lines.add("| " + name + " | " + value + " |"));
    return String.join("\n", lines) + "\n";
  }

  private void table(List<String> lines) {
    List<String> used =
        columns.stream()
            .map(Column::name)
            .filter(
                name ->
                    results.figureNames().stream()
                        .anyMatch(figure -> results.columns(figure).contains(name)))
            .toList();
    lines.add(
        "| figure | unit | "
            + String.join(" | ", used)
            + " | polled / best | block / best | block / virtual |");
    lines.add("|" + " --- |".repeat(used.size() + 5));
    for (String name : results.figureNames()) {
      Figure figure = results.figure(name);
      String cells =
          used.stream()
              .map(column -> results.summary(name, column).map(s -> cell(figure, s)).orElse(""))
              .collect(Collectors.joining(" | "));
      lines.add(
          "| "
              + name
              + " | "
              + figure.unit()
              + " | "
              + cells
              + " | "
              + ratioToBest(name, "polled")
              + " | "
              + ratioToBest(name, "block")
              + " | "
              + ratio(name, "block", List.of("virtual"))
              + " |");
    }
  }

  private static String cell(Figure figure, Results.Summary summary) {
    String median = figure.format(summary.median());
    return summary.samples().size() == 1
        ? median
        : median
            + " ("
            + figure.format(summary.least())
            + "–"
            + figure.format(summary.most())
            + ")";
  }

  private String ratioToBest(String figure, String column) {
    return ratio(
        figure,
        column,
        results.columns(figure).stream()
            .filter(other -> OURS.stream().noneMatch(other::startsWith))
            .toList());
  }

  private String ratio(String figure, String column, List<String> others) {
    return others.isEmpty()
        ? ""
        : new Goal(0, figure, column, others, 1)
            .judge(results)
            .map(verdict -> String.format(Locale.ROOT, "%.2f", verdict.value()))
            .orElse("");
  }

  String json() {
    var figures = new LinkedHashMap<String, Object>();
    for (String name : results.figureNames()) {
      var cells = new LinkedHashMap<String, Object>();
      for (String column : results.columns(name)) {
        results.summary(name, column).ifPresent(summary -> cells.put(column, summary));
      }
      figures.put(name, Map.of("figure", results.figure(name), "columns", cells));
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("how", how);
    all.put("machine", facts);
    all.put("figures", figures);
    all.put("goals", verdicts());
    all.put("failures", results.failures());
    return new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n";
  }
}
