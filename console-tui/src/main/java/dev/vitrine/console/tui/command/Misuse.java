package dev.vitrine.console.tui.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is said of a mistake on the command line. Something else is suggested only where it is a
/// slip of a key or two away from what was typed, or begins with that.
final class Misuse {
  private Misuse() {}

  static int said(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      unmatched(command, unmatched, err);
    } else {
      err.println("vitrine: " + mistake.getMessage());
      command.usage(err);
    }
    return ExitCode.USAGE;
  }

  private static void unmatched(
      CommandLine command, UnmatchedArgumentException mistake, PrintWriter err) {
    String typed = mistake.getUnmatched().getFirst();
    String name = command.getCommandSpec().qualifiedName();
    if (mistake.isUnknownOption()) {
      var options = command.getCommandSpec().optionsMap().keySet();
      err.println("vitrine: " + name + " has no option " + typed + near(typed, options, ""));
      err.println("`" + name + " --help` lists what it has.");
    } else if (command.getSubcommands().isEmpty()) {
      err.println("vitrine: " + name + " takes nothing more, and was given " + typed);
      err.println("`" + name + " --help` says what it takes.");
    } else {
      var commands = new ArrayList<>(command.getSubcommands().keySet());
      commands.addAll(ofLauncher());
      String suggested = near(typed, commands, name + " ");
      err.println("vitrine: there is no command " + typed + suggested);
      if (suggested.isEmpty()) {
        err.println("The commands are " + String.join(", ", commands) + ".");
      }
    }
  }

  /// What the launcher, if it was used, does by itself.
  private static List<String> ofLauncher() {
    String commands = System.getProperty("vitrine.launcher", "");
    return commands.isEmpty() ? List.of() : List.of(commands.split(",", -1));
  }

  private static String near(String typed, Collection<String> known, String before) {
    List<String> near = near(typed, known);
    return near.isEmpty()
        ? ""
        : near.stream()
            .map(one -> "`" + before + one + "`")
            .collect(Collectors.joining(" or ", ": did you mean ", "?"));
  }

  /// Those of `known` that are near to `typed`, in their order: one slip in three letters makes
  /// them so, two in six, and not less.
  static List<String> near(String typed, Collection<String> known) {
    int letters = typed.replaceFirst("^-+", "").length();
    int slips = Math.min(2, letters / 3);
    return known.stream()
        .filter(
            one ->
                (letters > 1 && one.startsWith(typed))
                    || (slips > 0 && distance(typed, one) <= slips))
        .toList();
  }

  /// How many letters have to be added, left out, replaced, or exchanged with the next one, to make
  /// one text of the other (optimal string alignment).
  static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      edits[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      edits[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        least = Math.min(least, edits[i - 1][j - 1] + replaced);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
