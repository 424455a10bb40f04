package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.discover.Processes.NotWatchableException;
import dev.vitrine.console.client.discover.WatchableProcess;
import dev.vitrine.console.client.discover.WatchableProcess.State;
import java.util.List;

/// What a user named: an address, the number of a process, or a name. It has been found, and
/// nothing has been asked of it yet.
sealed interface Target {
  String HELP =
      "HOST:PORT, http://HOST:PORT, unix:PATH, the number of a process or (part of) its name.";

  /// An address, of which nobody knows yet whether somebody listens there.
  record Place(Address address) implements Target {}

  /// A process of this machine.
  record Program(long pid) implements Target {
    @Override
    public Address address() {
      try {
        return Processes.reach(pid);
      } catch (NotWatchableException notWatchable) {
        throw refused(notWatchable);
      }
    }
  }

  /// Where it listens. A process that does not is made to.
  Address address();

  /// Finds what is meant. Nothing named means the only process there is, or else the usual address.
  ///
  /// @param text empty when nothing was named
  static Target find(String text) {
    try {
      if (text.isEmpty()) {
        return only();
      }
      if (text.matches("\\d{1,9}")) {
        long pid = Long.parseLong(text);
        Processes.require(pid);
        return new Program(pid);
      }
      if (text.contains(":")) {
        return new Place(Address.parse(text));
      }
      return new Program(Processes.named(text).pid());
    } catch (IllegalArgumentException notAnAddress) {
      throw new Refusal(ExitCode.USAGE, String.valueOf(notAnAddress.getMessage()));
    } catch (NotWatchableException notWatchable) {
      throw refused(notWatchable);
    }
  }

  private static Target only() {
    // Most that do not answer have nothing to do with us.
    List<WatchableProcess> all =
        Processes.list().stream()
            .filter(one -> one.state() != State.SILENT || !one.address().isEmpty())
            .toList();
    return all.size() == 1 ? new Program(all.getFirst().pid()) : new Place(Address.DEFAULT);
  }

  private static Refusal refused(NotWatchableException notWatchable) {
    return new Refusal(ExitCode.NO_CONNECTION, String.valueOf(notWatchable.getMessage()));
  }
}
