package vitrine.bench.compare;

import java.util.Locale;

/// One line of the table: a number that a run of a row gives.
///
/// @param name of the line
/// @param field the name under which the programs print it
/// @param scale what the printed number is multiplied with
/// @param unit of the result
/// @param more whether more is better
record Figure(String name, String field, double scale, String unit, boolean more) {
  static Figure nanos(String name) {
    return new Figure(name, "nanos", 1, "ns/op", false);
  }

  /// How many times worse `value` is than `other`: 1 when they are equal, less when it is better.
  double ratio(double value, double other) {
    return more ? other / value : value / other;
  }

  String format(double value) {
    String pattern = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
