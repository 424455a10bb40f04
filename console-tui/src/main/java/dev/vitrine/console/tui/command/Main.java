package dev.vitrine.console.tui.command;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The command `vitrine`: looks into programs on the Vitrine runtime, and into Rust programs with
/// console-subscriber.
///
/// It ends with 0, or 2 for a mistake on the command line, 3 when there is no connection, 4 when
/// the server can not be understood, 5 when there is no terminal, 6 when the program ended while it
/// was recorded, 7 for a file that can not be read or written, 70 for a mistake of ours, 130 after
/// Ctrl-C.
@Command(
    name = "vitrine",
    description =
        "Looks into a running program: its tasks, workers, what blocks, and why a task waits.",
    subcommands = {
      AttachCommand.class,
      PsCommand.class,
      TopCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      ExportCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /// Which build this is.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"vitrine " + (version == null ? "0.1.0-SNAPSHOT" : version)};
    }
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs a command and gives the code it ends with.
  static int run(String... arguments) {
    quiet();
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::failed)
        .setParameterExceptionHandler(Misuse::said)
        .setUsageHelpAutoWidth(true)
        .execute(arguments);
  }

  /// What libraries have to say would be written across the screen.
  private static void quiet() {
    LogManager.getLogManager().reset();
    GRPC.setLevel(Level.OFF);
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof Refusal refusal) {
      command.getErr().println("vitrine: " + refusal.getMessage());
      return refusal.exitCode();
    }
    command.getErr().println("vitrine: this is a mistake in vitrine itself:");
    failure.printStackTrace(command.getErr());
    return ExitCode.INTERNAL;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: attach, ps, top, record, replay or export");
  }
}
