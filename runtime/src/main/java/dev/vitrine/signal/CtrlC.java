package dev.vitrine.signal;

import dev.vitrine.future.Async;
import org.jspecify.annotations.Nullable;

/// Ctrl-C at the terminal, or SIGINT from anywhere.
///
/// The first use replaces the JVM's own answer to it, which is to end the process, and it stays
/// replaced for the life of the process. Everyone who waits is told, in every runtime.
///
/// - **Threads:** any.
/// - **Errors:** [IllegalStateException] where the JVM does not give the signal away, for example
///   under `-Xrs`.
public final class CtrlC {
  private static final SignalSource SOURCE = new SignalSource("INT");

  private CtrlC() {}

  /// Waits for the next Ctrl-C after the first poll.
  ///
  /// - **Cancellation:** safe, but what comes before the next wait is missed; where that matters
  ///   use [#listen].
  public static Async<@Nullable Void> ctrlC() {
    return new SignalWait("CtrlC.ctrlC", SOURCE);
  }

  /// Listens from now on, also while nobody waits.
  public static SignalListener listen() {
    return new SignalListener(SOURCE);
  }
}
