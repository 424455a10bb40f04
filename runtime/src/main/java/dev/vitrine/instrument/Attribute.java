package dev.vitrine.instrument;

/// One figure of a resource or an operation, as it is now.
///
/// @param name for example `permits`
/// @param value a [Long], a [Boolean] or a [String]
/// @param unit for example `ms`; empty when the value has none
public record Attribute(String name, Object value, String unit) {

  public static Attribute of(String name, long value) {
    return new Attribute(name, value, "");
  }

  public static Attribute of(String name, long value, String unit) {
    return new Attribute(name, value, unit);
  }

  public static Attribute of(String name, boolean value) {
    return new Attribute(name, value, "");
  }

  public static Attribute of(String name, String value) {
    return new Attribute(name, value, "");
  }
}
