package dev.vitrine.console.client.discover;

/// A process of this machine that uses the runtime, or that could not be asked.
///
/// @param main class or jar that was started
/// @param runtimeVersion empty when it could not be asked
/// @param address where its service listens, or says that it does; empty while it does not
/// @param state what can be done with it
/// @param note why it can not be watched; empty when it can
public record WatchableProcess(
    long pid, String main, String runtimeVersion, String address, State state, String note) {

  /// What can be done with a process.
  public enum State {
    /// Its service listens.
    SERVING,
    /// It can be asked to start its service.
    READY,
    /// It can not be watched.
    CLOSED,
    /// It did not answer in time. Whether it uses the runtime is known only if there is an address.
    SILENT
  }
}
