package dev.vitrine.recording.export;

import java.util.Arrays;

/// What a viewer shows of an event besides its name: names, and numbers, texts or claims.
final class Arguments {
  static final Arguments NONE = new Arguments();

  private String[] names = {};
  private Object[] values = {};
  private int size;

  Arguments add(String name, long value) {
    return put(name, value);
  }

  Arguments add(String name, String value) {
    return put(name, value);
  }

  Arguments add(String name, boolean value) {
    return put(name, value);
  }

  Arguments addAll(Arguments others) {
    for (int i = 0; i < others.size; i++) {
      put(others.names[i], others.values[i]);
    }
    return this;
  }

  private Arguments put(String name, Object value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2 + 2);
      values = Arrays.copyOf(values, size * 2 + 2);
    }
    names[size] = name;
    values[size] = value;
    size++;
    return this;
  }

  int size() {
    return size;
  }

  String name(int index) {
    return names[index];
  }

  /// A Long, a String or a Boolean.
  Object value(int index) {
    return values[index];
  }
}
