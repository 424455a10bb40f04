package dev.vitrine.recording.export;

/// What a viewer shows of an event besides its name: names and values.
final class Arguments {
  static final Arguments NONE = new Arguments();

  // DebugAnnotation, and where TrackEvent has them
  private static final int ANNOTATIONS = 4;
  private static final int BOOL = 2;
  private static final int INT = 4;
  private static final int STRING = 6;
  private static final int NAME = 10;

  private final ProtoBuffer all = new ProtoBuffer();
  private final ProtoBuffer one = new ProtoBuffer();

  Arguments add(String name, long value) {
    one.clear();
    one.text(NAME, name);
    one.number(INT, value);
    all.message(ANNOTATIONS, one);
    return this;
  }

  Arguments add(String name, String value) {
    one.clear();
    one.text(NAME, name);
    one.text(STRING, value);
    all.message(ANNOTATIONS, one);
    return this;
  }

  Arguments add(String name, boolean value) {
    one.clear();
    one.text(NAME, name);
    one.number(BOOL, value ? 1 : 0);
    all.message(ANNOTATIONS, one);
    return this;
  }

  Arguments addAll(Arguments others) {
    all.fields(others.all);
    return this;
  }

  /// Fields of a TrackEvent.
  ProtoBuffer fields() {
    return all;
  }
}
