package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.discover.Processes.NotWatchableException;
import dev.vitrine.console.client.discover.WatchableProcess;
import dev.vitrine.console.client.discover.WatchableProcess.State;
import java.util.List;

/// What a user named: an address, the number of a process, or a name.
final class Target {
  static final String HELP =
      "HOST:PORT, http://HOST:PORT, unix:PATH, the number of a process or (part of) its name.";

  private Target() {}

  /// The address that is meant. Nothing named means the only process there is, or else the usual
  /// address.
  ///
  /// @param text empty when nothing was named
  static Address resolve(String text) {
    try {
      if (text.isEmpty()) {
        return only();
      }
      if (text.matches("\\d{1,9}")) {
        return Processes.reach(Long.parseLong(text));
      }
      if (text.contains(":")) {
        return Address.parse(text);
      }
      return Processes.reach(Processes.named(text).pid());
    } catch (IllegalArgumentException notAnAddress) {
      throw new Refusal(ExitCode.USAGE, String.valueOf(notAnAddress.getMessage()));
    } catch (NotWatchableException notWatchable) {
      throw new Refusal(ExitCode.NO_CONNECTION, String.valueOf(notWatchable.getMessage()));
    }
  }

  private static Address only() throws NotWatchableException {
    // Most that do not answer have nothing to do with us.
    List<WatchableProcess> all =
        Processes.list().stream()
            .filter(one -> one.state() != State.SILENT || !one.address().isEmpty())
            .toList();
    return all.size() == 1 ? Processes.reach(all.getFirst().pid()) : Address.DEFAULT;
  }
}
