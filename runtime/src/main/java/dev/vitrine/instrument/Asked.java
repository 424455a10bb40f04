package dev.vitrine.instrument;

import org.jspecify.annotations.Nullable;

/// What somebody asked for from outside, or by a runtime's builder.
///
/// @param value empty when nobody did
/// @param by where, to be named in messages
record Asked(String value, String by) {
  /// The property wins over the variable of the environment, and both over the builder.
  static Asked of(String property, String variable, @Nullable String builder) {
    String value = System.getProperty(property);
    if (value != null && !value.isBlank()) {
      return new Asked(value.strip(), "-D" + property);
    }
    value = System.getenv(variable);
    if (value != null && !value.isBlank()) {
      return new Asked(value.strip(), variable);
    }
    return new Asked(builder == null ? "" : builder.strip(), "the runtime's builder");
  }

  boolean isSomething() {
    return !value.isEmpty() && !isOff();
  }

  boolean isOff() {
    return value.equalsIgnoreCase("off");
  }
}
