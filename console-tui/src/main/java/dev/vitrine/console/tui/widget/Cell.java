package dev.vitrine.console.tui.widget;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;

/// One field of a table.
public record Cell(String text, Ink ink) {
  public static final Cell EMPTY = new Cell("", Ink.PLAIN);

  public static Cell of(String text) {
    return new Cell(text, Ink.PLAIN);
  }

  public static Cell dim(String text) {
    return new Cell(text, Ink.DIM);
  }

  public static Cell count(long count) {
    return new Cell(Counts.brief(count), count == 0 ? Ink.DIM : Ink.PLAIN);
  }

  /// A duration, its magnitude told by unit and by colour.
  public static Cell duration(long nanos, Look look) {
    return new Cell(Durations.brief(nanos, look.unicode()), inkOf(nanos));
  }

  /// The colour of a magnitude.
  public static Ink inkOf(long nanos) {
    if (nanos < 1_000_000) {
      return Ink.TINY;
    }
    if (nanos < 1_000_000_000) {
      return Ink.SMALL;
    }
    return nanos < 60_000_000_000L ? Ink.MEDIUM : Ink.LARGE;
  }
}
