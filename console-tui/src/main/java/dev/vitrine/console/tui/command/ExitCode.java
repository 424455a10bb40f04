package dev.vitrine.console.tui.command;

/// What the command ends with, for scripts.
final class ExitCode {
  static final int OK = 0;
  static final int USAGE = 2;
  static final int NO_CONNECTION = 3;
  static final int INCOMPATIBLE = 4;
  static final int NO_TERMINAL = 5;
  static final int INTERNAL = 70;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
