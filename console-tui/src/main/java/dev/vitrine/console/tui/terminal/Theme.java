package dev.vitrine.console.tui.terminal;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.TextColor.ANSI;
import java.util.EnumSet;

/// How inks look: in the sixteen colours of the terminal's own palette, so that it is legible on
/// light and dark, or without any colour.
public enum Theme {
  COLOUR,
  /// Bold, underlined and reversed only.
  MONO;

  TextColor foreground(Ink ink) {
    if (this == MONO) {
      return ANSI.DEFAULT;
    }
    return switch (ink) {
      case PLAIN, STRONG, SELECTED -> ANSI.DEFAULT;
      case DIM, TINY -> ANSI.BLACK_BRIGHT;
      case HEADING, KEY -> ANSI.BLUE_BRIGHT;
      case TITLE, SMALL -> ANSI.CYAN;
      case GOOD, MEDIUM -> ANSI.GREEN;
      case CAUTION, LARGE -> ANSI.YELLOW;
      case ALARM, SELECTED_ALARM -> ANSI.RED_BRIGHT;
      case ALARM_BAR -> ANSI.WHITE_BRIGHT;
    };
  }

  TextColor background(Ink ink) {
    return this == COLOUR && ink == Ink.ALARM_BAR ? ANSI.RED : ANSI.DEFAULT;
  }

  EnumSet<SGR> modifiers(Ink ink) {
    return switch (ink) {
      case PLAIN, DIM, GOOD, CAUTION, TINY, SMALL, MEDIUM, LARGE -> EnumSet.noneOf(SGR.class);
      case STRONG, KEY, TITLE, ALARM -> EnumSet.of(SGR.BOLD);
      case HEADING -> EnumSet.of(SGR.UNDERLINE);
      case ALARM_BAR -> this == COLOUR ? EnumSet.of(SGR.BOLD) : EnumSet.of(SGR.BOLD, SGR.REVERSE);
      case SELECTED -> EnumSet.of(SGR.REVERSE);
      case SELECTED_ALARM -> EnumSet.of(SGR.REVERSE, SGR.BOLD);
    };
  }
}
