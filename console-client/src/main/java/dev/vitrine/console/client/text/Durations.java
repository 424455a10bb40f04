package dev.vitrine.console.client.text;

import java.util.Locale;

/// Durations as text of six characters at most, the unit always there: `812ms`, `4.9s`, `1m58s`,
/// `13m58s`, `3h05m`, `12d03h`.
public final class Durations {
  /// The most characters [#brief] needs.
  public static final int WIDTH = 6;

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Durations() {}

  /// A duration in at most six characters, with a micro sign.
  public static String brief(long nanos) {
    return brief(nanos, true);
  }

  /// A duration in at most six characters.
  ///
  /// @param nanos negative counts as 0
  /// @param unicode whether the micro sign may be used, else `us`
  public static String brief(long nanos, boolean unicode) {
    long n = Math.max(0, nanos);
    if (n < MICRO) {
      return n + "ns";
    }
    if (n < MILLI) {
      return decimal(n, MICRO, unicode ? "µs" : "us");
    }
    if (n < SECOND) {
      return decimal(n, MILLI, "ms");
    }
    long seconds = n / SECOND;
    if (seconds < 60) {
      return decimal(n, SECOND, "s");
    }
    if (seconds < 3_600) {
      return pair(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return pair(seconds / 3_600, "h", seconds / 60 % 60, "m");
    }
    long days = seconds / 86_400;
    return days < 100 ? pair(days, "d", seconds / 3_600 % 24, "h") : Math.min(days, 99_999) + "d";
  }

  /// Reads `100ms`, `1.5s`, `20us`, `3m`, `2h`, `1d`; a number alone is refused.
  ///
  /// @return nanoseconds
  /// @throws IllegalArgumentException if `text` is not a duration
  public static long parse(String text) {
    String lower = text.trim().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < lower.length()
        && (Character.isDigit(lower.charAt(end)) || lower.charAt(end) == '.')) {
      end++;
    }
    long unit =
        switch (lower.substring(end).trim()) {
          case "ns" -> 1;
          case "us", "µs", "μs" -> MICRO;
          case "ms" -> MILLI;
          case "s" -> SECOND;
          case "m", "min" -> 60 * SECOND;
          case "h" -> 3_600 * SECOND;
          case "d" -> 86_400 * SECOND;
          default -> 0;
        };
    if (unit == 0 || end == 0) {
      throw new IllegalArgumentException("not a duration such as 100ms: " + text);
    }
    try {
      return Math.round(Double.parseDouble(lower.substring(0, end)) * unit);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("not a duration such as 100ms: " + text, notANumber);
    }
  }

  private static String decimal(long nanos, long unit, String name) {
    long tenths = nanos * 10 / unit;
    if (tenths < 100 && tenths % 10 != 0) {
      return tenths / 10 + "." + tenths % 10 + name;
    }
    return nanos / unit + name;
  }

  private static String pair(long large, String largeName, long small, String smallName) {
    return large + largeName + (small < 10 ? "0" : "") + small + smallName;
  }
}
