package vitrine.bench.compare;

import java.util.List;

/// Something that is run in several columns.
///
/// @param name as chosen by `--rows`
/// @param kind how it is run
/// @param workload what the programs are told
/// @param figures what comes out of a run
/// @param columns where it makes sense
/// @param shortColumns those of the short mode; empty if the row is not in it
/// @param once whether more rounds would add nothing
record Row(
    String name,
    Kind kind,
    String workload,
    List<Figure> figures,
    List<String> columns,
    List<String> shortColumns,
    boolean once) {
  enum Kind {
    /// A program is run to its end.
    PROGRAM,
    /// A server is started, and a load put on it.
    ECHO
  }

  Row {
    figures = List.copyOf(figures);
    columns = List.copyOf(columns);
    shortColumns = List.copyOf(shortColumns);
  }
}
