package dev.vitrine.console.server.internal.read;

import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;

/// Text that came from the watched program.
public final class Texts {
  /// What is longer is cut: a message has to stay below 4 MiB whatever a program calls its tasks.
  public static final int MOST_CHARS = 1_000;

  private Texts() {}

  /// `text`, cut to [#MOST_CHARS], and without halves of surrogate pairs, which protobuf would
  /// replace or refuse.
  public static String bounded(String text) {
    if (text.length() <= MOST_CHARS) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(MOST_CHARS - 2)) ? MOST_CHARS - 2 : MOST_CHARS - 1;
    return text.substring(0, end) + "…";
  }

  /// Such as `com/acme/Echo.java:23`.
  public static String place(Location location) {
    return location.line() == 0 ? location.file() : location.file() + ":" + location.line();
  }

  /// Such as `Mutex index`: the type, and the name when there is one.
  public static String resource(Resource resource) {
    return resource
        .resourceName()
        .map(name -> resource.resourceType() + " " + name)
        .orElseGet(resource::resourceType);
  }
}
