package dev.vitrine.console.tui.view;

/// Moves in the time of a recording. Every method returns at once.
public interface Playback {
  /// Stops, or goes on.
  void toggle();

  /// Doubles the speed, or halves it.
  void faster(boolean on);

  /// Goes on or back.
  ///
  /// @param nanos negative for back
  void step(long nanos);

  /// Goes to the next incident, or to the one before, and stops there.
  void incident(boolean forward);
}
