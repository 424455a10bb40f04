package vitrine.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import vitrine.bench.harness.Uninterrupted;

/// Runs the comparison. `bench/compare` builds what it runs and starts it.
///
/// A round runs each row once in each of its columns, one program at a time, the columns of a row
/// one right after the other and each round beginning with another one: what drifts on the machine
/// hits all of them alike. While there is time: see [Budget].
public final class Compare {
  private static final String MEMORY_TASKS = "1000000";
  private static final double NATIVE_WARM_SECONDS = 0.3;
  private static final long SPARE_SECONDS = 40;
  private static final int MOST_WAITS = 10;
  private static final long WAIT_MILLIS = 200;
  private static final long FIRST_EXTRA_NANOS = 5_000_000_000L;
  private static final int EXTRA_SHARE = 40;

  private final Options options;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Results results = new Results();
  private final Set<String> absent = new HashSet<>();
  private final Distance distance = new Distance();
  private final Budget budget;
  private long extraNanos; // for better moments and second runs
  private final String load = System.getProperty("bench.program.echo_load", "");

  private Compare(Options options) {
    this.options = options;
    budget = new Budget(options.withinSeconds());
    Columns.all().forEach(column -> columns.put(column.name(), column));
  }

  public static void main(String[] args) throws IOException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--list")) {
      list();
      return;
    }
    try {
      new Compare(Options.of(arguments)).run();
    } catch (IllegalArgumentException wrong) {
      System.err.println("compare: " + wrong.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
    }
  }

  private static void list() {
    for (Row row : Rows.all()) {
      System.out.println(row.name() + ": " + String.join(", ", row.columns()));
    }
  }

  private void run() throws IOException {
    for (String name : options.columns()) {
      if (!columns.containsKey(name)) {
        throw new IllegalArgumentException("there is no column " + name + "; --list lists them");
      }
    }
    List<Row> rows = options.chooseRows(Rows.all());
    for (Column column : columns.values()) {
      if (!column.isThere()) {
        System.err.println("compare: no column " + column.name() + ": " + column.missing());
      }
    }
    for (int i = 0; i < options.rounds(); i++) {
      int round = i;
      for (Row row : inTurn(rows, round)) {
        if (round == 0 || !row.once()) {
          budget.spend(row.name(), () -> runRow(row, round));
        }
      }
    }
    write();
  }

  /// Each round begins with another row: those at the end may have no time left.
  private List<Row> inTurn(List<Row> rows, int round) {
    var inTurn = new ArrayList<>(rows);
    Collections.rotate(inTurn, -rows.size() * round / options.rounds());
    return inTurn;
  }

  private void runRow(Row row, int round) {
    if (row.kind() == Row.Kind.ECHO && load.isEmpty()) {
      if (round == 0) {
        results.fail(
            row.name(), "every column", System.getProperty("bench.missing.echo_load", "no load"));
      }
      return;
    }
    var names = new ArrayList<>(options.chooseColumns(row));
    Collections.rotate(names, -round);
    for (String name : names) {
      Column column = columns.get(name);
      if (column != null && column.isThere() && !absent.contains(row.name() + " " + name)) {
        runCell(row, column, round);
      }
    }
  }

  private void runCell(Row row, Column column, int round) {
    double asked = row.kind() == Row.Kind.ECHO ? options.echoWarmSeconds() : options.warmSeconds();
    double warm = column.compiles() ? asked : Math.min(NATIVE_WARM_SECONDS, asked);
    String where = "round " + (round + 1) + " " + row.name() + " " + column.name();
    Shell.Outcome outcome = undisturbed(where, () -> runOnce(row, column, warm));
    switch (outcome) {
      case Shell.Outcome.Numbers(Map<String, Double> numbers) -> {
        var shown = new ArrayList<String>();
        for (Figure figure : row.figures()) {
          Double number = numbers.get(figure.field());
          if (number == null) {
            results.fail(row.name(), column.name(), "did not print " + figure.field());
          } else {
            double value = number * figure.scale();
            results.add(figure, column.name(), value);
            shown.add(figure.format(value) + " " + figure.unit());
          }
        }
        System.err.println(where + ": " + String.join(", ", shown));
      }
      case Shell.Outcome.Absent() -> absent.add(row.name() + " " + column.name());
      case Shell.Outcome.Failed(String why) -> {
        // Not tried again in later rounds: what hangs would use up the time of all others.
        absent.add(row.name() + " " + column.name());
        results.fail(row.name(), column.name(), why);
        System.err.println(where + " failed: " + why);
      }
    }
  }

  private Shell.Outcome runOnce(Row row, Column column, double warm) {
    return switch (row.kind()) {
      case ECHO -> new EchoRun(load).run(column, row.workload(), warm, options.seconds());
      case PROGRAM -> Shell.run(command(row, column, warm), limitSeconds(warm));
    };
  }

  /// Waits a little while the processors are far apart, and runs once more what they were far apart
  /// after; both while that takes a fortieth of the time in all, so that the short mode stays short
  /// on a host that never rests.
  private Shell.Outcome undisturbed(String where, Supplier<Shell.Outcome> run) {
    for (int i = 0; i < MOST_WAITS && mayTakeLonger() && distance.isFar(); i++) {
      Uninterrupted.run(() -> Thread.sleep(WAIT_MILLIS));
      extraNanos += WAIT_MILLIS * 1_000_000;
    }
    Shell.Outcome outcome = run.get();
    if (!(outcome instanceof Shell.Outcome.Numbers) || !distance.isFar() || !mayTakeLonger()) {
      return outcome;
    }
    System.err.println(where + ": the processors are far apart, once more");
    long start = System.nanoTime();
    Shell.Outcome again = run.get();
    extraNanos += System.nanoTime() - start;
    return again;
  }

  private boolean mayTakeLonger() {
    return extraNanos < FIRST_EXTRA_NANOS + budget.spentNanos() / EXTRA_SHARE;
  }

  private List<String> command(Row row, Column column, double warm) {
    return row.workload().equals("memory")
        ? column.command("memory", MEMORY_TASKS)
        : column.command(row.workload(), Double.toString(warm), Double.toString(options.seconds()));
  }

  private long limitSeconds(double warm) {
    return (long) (warm + options.seconds()) + SPARE_SECONDS;
  }

  private void write() throws IOException {
    String how =
        String.format(
            Locale.ROOT,
            "%d rounds, a fresh process for each figure, warmed up for %.1f s (echo servers for"
                + " %.1f s, Rust and Go for %.1f s) and measured for %.1f s; %d s in all.%s",
            options.rounds(),
            options.warmSeconds(),
            options.echoWarmSeconds(),
            Math.min(NATIVE_WARM_SECONDS, options.warmSeconds()),
            options.seconds(),
            budget.spentNanos() / 1_000_000_000,
            budget.leftOut().isEmpty()
                ? ""
                : " There was no time for all rounds of "
                    + String.join(", ", budget.leftOut())
                    + ".");
    Map<String, String> machine = Machine.facts();
    machine.put("a line of memory between processors", distance.toString());
    var report = new Report(results, new ArrayList<>(columns.values()), machine, how);
    Path parent = options.out().toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(Path.of(options.out() + ".md"), report.markdown());
    Files.writeString(Path.of(options.out() + ".json"), report.json());
    System.out.print(report.markdown());
    System.err.println("compare: written to " + options.out() + ".md and .json");
  }
}
