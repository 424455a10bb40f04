package vitrine.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What the command line asks for.
///
/// @param rows names, or the beginnings of names that end in `*`; empty for all
/// @param columns names; empty for all
/// @param warmSeconds before a program that compiles while it runs is measured
/// @param echoWarmSeconds the same for echo servers, whose compiler works for longer: a client that
///   shares the processors keeps it waiting
/// @param withinSeconds how long the whole may take; may be infinite
/// @param out where the table goes, without `.md` and `.json`
record Options(
    boolean isShort,
    List<String> rows,
    List<String> columns,
    int rounds,
    double warmSeconds,
    double echoWarmSeconds,
    double seconds,
    double withinSeconds,
    Path out) {
  static final String USAGE =
      """
      bench/compare [--short] [--rows A,B,...] [--columns A,B,...] [--rounds N]
                    [--warm SECONDS] [--seconds SECONDS] [--within SECONDS]
                    [--out FILE] [--list]

        --short      the rows of the goals, against the best peers, within 10 minutes on two cores
        --rows       some rows; NAME* for all that begin so
        --columns    some columns
        --rounds     how often all of it is run; 5, in the short mode 3
        --warm       how long a JVM is warmed up; 5, in the short mode 1.2; an echo server 8 and 4
        --seconds    how long is measured; 2, in the short mode 0.45
        --within     how long it may take, without the builds: rows that there is no time for have
                     fewer rounds; without end, in the short mode 580
        --out        where the table goes, without .md and .json; bench/target/compare
        --list       lists rows and columns
      """;

  private static final Set<String> KNOWN =
      Set.of("--rows", "--columns", "--rounds", "--warm", "--seconds", "--within", "--out");

  /// Less than 10 minutes, for rows that take longer than they have before.
  private static final double SHORT_SECONDS = 580;

  Options {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
  }

  /// @throws IllegalArgumentException with what is wrong
  static Options of(List<String> arguments) {
    boolean isShort = arguments.contains("--short");
    List<String> rows = List.of();
    List<String> columns = List.of();
    int rounds = isShort ? 3 : 5;
    double warm = isShort ? 1.2 : 5;
    double echoWarm = isShort ? 4 : 8;
    double seconds = isShort ? 0.45 : 2;
    double within = isShort ? SHORT_SECONDS : Double.POSITIVE_INFINITY;
    Path out = Path.of("bench", "target", "compare");
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (name.equals("--short")) {
        continue;
      }
      if (!KNOWN.contains(name) || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            KNOWN.contains(name) ? name + " needs a value" : "there is no option " + name);
      }
      String value = arguments.get(++i);
      switch (name) {
        case "--rows" -> rows = List.of(value.split(","));
        case "--columns" -> columns = List.of(value.split(","));
        case "--rounds" -> rounds = rounds(value);
        case "--warm" -> {
          warm = seconds(name, value);
          echoWarm = warm;
        }
        case "--seconds" -> seconds = seconds(name, value);
        case "--within" -> within = seconds(name, value);
        default -> out = Path.of(value);
      }
    }
    return new Options(isShort, rows, columns, rounds, warm, echoWarm, seconds, within, out);
  }

  private static int rounds(String value) {
    try {
      int rounds = Integer.parseInt(value);
      if (rounds > 0) {
        return rounds;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException("--rounds takes a number of rounds, 1 or more: " + value);
  }

  private static double seconds(String name, String value) {
    try {
      double seconds = Double.parseDouble(value);
      if (seconds >= 0 && seconds < Double.POSITIVE_INFINITY) {
        return seconds;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(name + " takes seconds, 0 or more: " + value);
  }

  /// The chosen ones of `all`, in their order.
  ///
  /// @throws IllegalArgumentException if a name is unknown
  List<Row> chooseRows(List<Row> all) {
    for (String name : rows) {
      if (all.stream().noneMatch(row -> matches(row, name))) {
        throw new IllegalArgumentException("there is no row " + name + "; --list lists them");
      }
    }
    return all.stream()
        .filter(
            row ->
                rows.isEmpty()
                    ? !isShort || !row.shortColumns().isEmpty()
                    : rows.stream().anyMatch(name -> matches(row, name)))
        .toList();
  }

  private static boolean matches(Row row, String name) {
    return name.endsWith("*")
        ? row.name().startsWith(name.substring(0, name.length() - 1))
        : row.name().equals(name);
  }

  /// The columns that `row` is run in.
  List<String> chooseColumns(Row row) {
    if (!columns.isEmpty()) {
      return row.columns().stream().filter(columns::contains).toList();
    }
    return isShort && !row.shortColumns().isEmpty() ? row.shortColumns() : row.columns();
  }
}
