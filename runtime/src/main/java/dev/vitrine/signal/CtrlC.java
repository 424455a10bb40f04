package dev.vitrine.signal;

import dev.vitrine.future.Async;
import org.jspecify.annotations.Nullable;

/// Ctrl-C at the terminal, or SIGINT from anywhere.
///
/// The first use replaces the JVM's own answer to it, which is to end the process, and it stays
/// replaced for the life of the process. Everyone who waits is told, in every runtime.
///
/// A process may have been started with SIGINT ignored: shells without job control, those of
/// scripts for example, do that to what they start with `&`, so that Ctrl-C at the terminal does
/// not end it. The JVM keeps to that, and so nothing is ever heard here; one line on standard error
/// says so at the first use. Waiting does not fail: a server that waits for Ctrl-C beside other
/// things is to run in the background as well. `env --default-signal=INT java ...` starts it with
/// SIGINT; SIGTERM ends it either way.
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
