package dev.vitrine.signal;

import dev.vitrine.future.Async;
import dev.vitrine.sync.Notify;
import org.jspecify.annotations.Nullable;

/// Hears each signal, also while nobody waits; several that come in between are one. Made by
/// [CtrlC#listen].
///
/// - **Threads:** any; one task waits at a time.
public final class SignalListener implements AutoCloseable {
  private final SignalSource source;
  private final Notify heard = new Notify();

  SignalListener(SignalSource source) {
    this.source = source;
    source.add(heard);
  }

  /// Waits for a signal that has not been received yet.
  ///
  /// - **Cancellation:** safe; no signal is lost.
  public Async<@Nullable Void> receive() {
    return new SignalWait("SignalListener.receive", source, heard);
  }

  /// Hears nothing more. A second call does nothing.
  @Override
  public void close() {
    source.remove(heard);
  }
}
