package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// A program that runs rows.
///
/// @param name as chosen by `--columns`
/// @param what it is, for the legend
/// @param command what is started, up to the name of the workload
/// @param memoryCommand the same for the memory row, which needs another heap
/// @param compiles whether it compiles while it runs and so has to be warmed up for longer
/// @param missing why it can not be run; empty if it can
record Column(
    String name,
    String what,
    List<String> command,
    List<String> memoryCommand,
    boolean compiles,
    String missing) {
  Column {
    command = List.copyOf(command);
    memoryCommand = List.copyOf(memoryCommand);
  }

  boolean isThere() {
    return missing.isEmpty();
  }

  List<String> command(String... arguments) {
    var whole = new ArrayList<String>(arguments[0].equals("memory") ? memoryCommand : command);
    whole.addAll(List.of(arguments));
    return whole;
  }
}
