package dev.vitrine.console.tui.command;

/// What the command ends with, for scripts.
final class ExitCode {
  static final int OK = 0;
  static final int USAGE = 2;
  static final int NO_CONNECTION = 3;
  static final int INCOMPATIBLE = 4;
  static final int NO_TERMINAL = 5;

  /// The program ended while it was recorded.
  static final int ENDED = 6;

  /// A file can not be read or written.
  static final int FILE = 7;

  static final int INTERNAL = 70;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
