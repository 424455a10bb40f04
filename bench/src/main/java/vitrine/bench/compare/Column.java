package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// A program that runs rows.
///
/// @param name as chosen by `--columns`
/// @param what it is, for the legend
/// @param launcher what is started; for a JVM with the flags of all rows
/// @param program what follows the flags of a row, up to the name of the workload
/// @param compiles whether it compiles while it runs and so has to be warmed up for longer
/// @param missing why it can not be run; empty if it can
record Column(
    String name,
    String what,
    List<String> launcher,
    List<String> program,
    boolean compiles,
    String missing) {
  /// A heap that is not touched beforehand: its used part is what is asked for. Of a heap that
  /// grows, 1.4 MB more are in use afterwards that belong to no task.
  private static final List<String> WEIGHING = List.of("-XX:-AlwaysPreTouch", "-Xms8g", "-Xmx8g");

  /// Room for a million async blocks.
  private static final List<String> CROWDED = List.of("-Xms3g", "-Xmx3g");

  Column {
    launcher = List.copyOf(launcher);
    program = List.copyOf(program);
  }

  boolean isThere() {
    return missing.isEmpty();
  }

  /// @param arguments the name of the workload first
  List<String> command(String... arguments) {
    var whole = new ArrayList<String>(launcher);
    if (compiles) {
      whole.addAll(heap(arguments[0]));
    }
    whole.addAll(program);
    whole.addAll(List.of(arguments));
    return whole;
  }

  private static List<String> heap(String workload) {
    if (workload.equals("memory")) {
      return WEIGHING;
    }
    return workload.contains("_among_") ? CROWDED : List.of();
  }
}
