package dev.vitrine.console.client.model;

/// How the connection to the watched process stands.
public sealed interface Connection {

  /// The first or a further try is under way.
  ///
  /// @param attempt counted from 1
  /// @param sinceNanos `System.nanoTime` at its start
  record Connecting(int attempt, long sinceNanos) implements Connection {}

  /// Data flows.
  ///
  /// @param sinceNanos `System.nanoTime` when it began
  record Live(long sinceNanos) implements Connection {}

  /// No connection; another try comes by itself.
  ///
  /// @param reason why, for people
  /// @param advice what to do about it, for people
  /// @param wasLive whether there was one before, and data is kept from it
  /// @param attempt how many tries have failed in a row
  /// @param sinceNanos `System.nanoTime` when it was lost, or when the first try failed
  /// @param retryAtNanos `System.nanoTime` of the next try
  record Lost(
      Trouble trouble,
      String reason,
      String advice,
      boolean wasLive,
      int attempt,
      long sinceNanos,
      long retryAtNanos)
      implements Connection {}

  /// The session is over.
  record Closed() implements Connection {}

  /// There is none: a recording is played.
  ///
  /// @param positionNanos since its start
  /// @param lengthNanos of the whole recording
  /// @param speed 1 for as fast as it happened
  /// @param playing whether it moves
  /// @param trouble why the recording is not whole, for people; empty when it is
  record Replaying(
      long positionNanos, long lengthNanos, double speed, boolean playing, String trouble)
      implements Connection {}

  /// What sort of trouble it is.
  enum Trouble {
    /// Nobody listens, or the network does not get there.
    UNREACHABLE,
    /// Somebody listens who is no console service.
    WRONG_SERVER,
    /// The server is one of ours or of tokio-console's and can not be understood.
    INCOMPATIBLE,
    /// Not allowed to open it.
    DENIED,
    /// It was there and went away.
    GONE,
    /// This console has failed; a mistake of ours.
    FAILED
  }
}
