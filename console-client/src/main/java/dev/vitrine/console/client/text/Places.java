package dev.vitrine.console.client.text;

import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.StackFrame;

/// Places in source code as text.
public final class Places {
  private Places() {}

  /// The file without its folders, and the line: `Echo.java:23`; empty when nothing is known.
  public static String brief(Location place) {
    String file = place.getFile();
    return Foreign.clean(withLine(file.substring(file.lastIndexOf('/') + 1), place.getLine()));
  }

  /// The whole path and the line.
  public static String full(Location place) {
    return Foreign.clean(withLine(place.getFile(), place.getLine()));
  }

  /// The method with the short name of its class, and the place: `Store.put(Store.java:94)`.
  public static String frame(StackFrame frame) {
    String place =
        frame.getNative()
            ? "native"
            : frame.getFile().isEmpty() ? "unknown" : withLine(frame.getFile(), frame.getLine());
    return Foreign.clean(
        shortClass(frame.getClassName()) + "." + frame.getMethod() + "(" + place + ")");
  }

  /// The name of a class without its package.
  public static String shortClass(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private static String withLine(String file, int line) {
    return line == 0 || file.isEmpty() ? file : file + ":" + Integer.toUnsignedString(line);
  }
}
