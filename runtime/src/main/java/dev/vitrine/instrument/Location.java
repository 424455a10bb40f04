package dev.vitrine.instrument;

import org.jspecify.annotations.Nullable;

/// A place in the user's source code.
///
/// @param file the path below the source root, such as `com/acme/Echo.java`
/// @param line 1-based, or 0 when the class file does not tell
/// @param className the binary name of the class
/// @param method the method, or null when only the class is known
public record Location(String file, int line, String className, @Nullable String method) {

  /// The place a stack frame stands for.
  public static Location of(StackTraceElement frame) {
    String name = frame.getClassName();
    String file = frame.getFileName();
    int end = name.lastIndexOf('.');
    String folder = end < 0 ? "" : name.substring(0, end + 1).replace('.', '/');
    String simple =
        file != null ? file : name.substring(end + 1).replaceAll("[$/].*", "") + ".java";
    return new Location(
        folder + simple, Math.max(frame.getLineNumber(), 0), name, frame.getMethodName());
  }

  /// The file without its folders, and the line: `Echo.java:23`.
  public String brief() {
    String last = file.substring(file.lastIndexOf('/') + 1);
    return line == 0 ? last : last + ":" + line;
  }
}
