package dev.vitrine.console.server;

/// What is to be done when the JVM ends.
final class AtExit {
  private AtExit() {}

  /// Has `hook` run then; at once when the JVM is ending already.
  static void add(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException _) {
      hook.start();
    }
  }

  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // It runs, or has run.
    }
  }
}
