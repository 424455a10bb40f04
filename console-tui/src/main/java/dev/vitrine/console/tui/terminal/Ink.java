package dev.vitrine.console.tui.terminal;

/// What a piece of text means; a [Theme] decides how that looks. Nothing is told by an ink alone.
public enum Ink {
  PLAIN,
  /// Less important, or older than it should be.
  DIM,
  STRONG,
  /// Headings of tables.
  HEADING,
  /// Names of keys.
  KEY,
  /// The name of the program, and what is open.
  TITLE,
  GOOD,
  CAUTION,
  ALARM,
  /// A whole line of alarm.
  ALARM_BAR,
  /// The selected row.
  SELECTED,
  /// The selected row, where something is wrong.
  SELECTED_ALARM,
  /// Durations of nanoseconds and microseconds.
  TINY,
  /// Milliseconds.
  SMALL,
  /// Seconds.
  MEDIUM,
  /// Minutes and more.
  LARGE
}
