package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import java.util.Optional;

/// Where the views get what they draw. Every method returns at once.
public interface Source {
  Snapshot snapshot();

  /// Says what is shown now.
  void focus(Focus focus);

  void pause(boolean on);

  /// Does not wait any longer for the next try.
  void retryNow();

  /// How to move in time; empty where there is only the present.
  default Optional<Playback> playback() {
    return Optional.empty();
  }
}
