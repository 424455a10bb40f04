package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Look;

/// What a view draws.
///
/// @param snapshot the data
/// @param look of the terminal
/// @param nowNanos `System.nanoTime` of this frame
record Scene(Snapshot snapshot, Look look, long nowNanos) {

  /// Whether the data is older than it should be, and drawn as such.
  boolean isStale() {
    return !snapshot.isLive();
  }
}
