package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.model.Focus;
import io.grpc.Status;

/// Fills a board from one service over one connection.
///
/// - **Threads:** the session's.
interface Feed {
  void start();

  /// The views show something else now.
  void focus(Focus focus);

  /// Ends all streams.
  void stop();

  /// Hears from a feed.
  interface Listener {
    /// The board has changed.
    void changed();

    /// The connection is of no more use.
    void ended(Status status);
  }
}
