package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.discover.WatchableProcess;
import dev.vitrine.console.client.text.Foreign;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Lists what can be watched on this machine.
@Command(
    name = "ps",
    description = "Lists the processes of this machine that can be watched.",
    mixinStandardHelpOptions = true)
final class PsCommand implements Callable<Integer> {
  @Option(
      names = "--json",
      description = "One JSON array: pid, main, runtimeVersion, address, state.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<WatchableProcess> all = Processes.list();
    if (json) {
      out.println(PsJson.of(all));
    } else if (all.isEmpty()) {
      out.println("No process of yours on this machine uses the Vitrine runtime.");
      out.println("A program that does is listed here; start one with: vitrine example echo");
    } else {
      out.printf("%8s  %-28s  %-14s  %s%n", "PID", "MAIN", "RUNTIME", "CONSOLE");
      all.forEach(one -> out.println(line(one)));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String line(WatchableProcess one) {
    String console =
        switch (one.state()) {
          case SERVING -> one.address();
          case READY -> "not started; vitrine attach " + one.pid() + " starts it";
          case CLOSED, SILENT -> one.note();
        };
    String main = Foreign.clean(Processes.shortName(one.main()));
    return "%8d  %-28s  %-14s  %s"
        .formatted(one.pid(), main, Foreign.clean(one.runtimeVersion()), Foreign.clean(console));
  }
}
