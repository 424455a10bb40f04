package dev.vitrine.console.tui.terminal;

/// What the terminal can show.
///
/// @param theme colours or none
/// @param unicode whether characters beyond ASCII may be drawn
public record Look(Theme theme, boolean unicode) {

  /// One of two texts.
  public String pick(String beautiful, String ascii) {
    return unicode ? beautiful : ascii;
  }
}
