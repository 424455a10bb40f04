package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.Operation;
import org.jspecify.annotations.Nullable;

/// The wait for a notice. Made by [Notify#notified].
///
/// - **Cancellation:** loses the place in line. A notice of [Notify#notifyOne] that has come
///   meanwhile goes to the next.
public interface Notified extends Async<@Nullable Void>, Operation {

  /// Joins the line now instead of at the first poll, so that a call of [Notify#notifyOne] between
  /// here and there is not missed when others wait too. From here on it has to be polled to its end
  /// or cancelled.
  ///
  /// @return whether the notice has come already; the next poll is ready then
  boolean enable();
}
