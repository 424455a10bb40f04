package dev.vitrine.console.server.internal.read;

/// Tells the user's classes from those of the JDK and the runtime.
public final class UserCode {
  private UserCode() {}

  /// Whether a class of that binary name is the user's.
  public static boolean is(String className) {
    if (className.startsWith("dev.vitrine.")) {
      return className.startsWith("dev.vitrine.examples.")
          || className.startsWith("dev.vitrine.bench.");
    }
    return !className.startsWith("java.")
        && !className.startsWith("jdk.")
        && !className.startsWith("sun.")
        && !className.startsWith("javax.");
  }
}
