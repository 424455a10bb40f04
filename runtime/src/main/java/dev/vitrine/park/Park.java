package dev.vitrine.park;

import java.time.Duration;

/// A way for an executor's thread to wait until there is something to do.
///
/// A bottom layer blocks the thread in some way; any other layer does its own work, shortens the
/// time if it must, and hands the wait to the layer below. Returning early, for no reason at all,
/// is always allowed.
///
/// - **Threads:** the `park` methods by one thread at a time, not always the same; [#unpark] by
///   any; [#close] by one, and while another one is in `park` if that has not come back in the time
///   that its executor had for its end.
public interface Park extends AutoCloseable {

  /// Waits until [#unpark] is called or an event has been handled. An unpark that came before makes
  /// this return at once.
  void park();

  /// Waits at most `timeout`; zero handles what has happened already and does not wait.
  void park(Duration timeout);

  /// What makes a waiting `park` return, or the next one if none waits. Several calls become one.
  Unpark unpark();

  /// Shuts the layer down, then the one below: whoever still waits for an event of it is woken and
  /// told. A second call does nothing. A `park` after it still waits, for [#unpark].
  @Override
  void close();
}
