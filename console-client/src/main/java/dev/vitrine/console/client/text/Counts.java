package dev.vitrine.console.client.text;

import java.util.Locale;

/// Counts as text.
public final class Counts {
  private static final char[] SUFFIX = {'k', 'M', 'G', 'T', 'P', 'E'};

  private Counts() {}

  /// In at most five characters: `911`, `8.1k`, `21.2k`, `182k`, `1.2M`.
  public static String brief(long count) {
    if (count < 0) {
      return "-" + brief(-Math.max(count, -Long.MAX_VALUE));
    }
    if (count < 1_000) {
      return Long.toString(count);
    }
    long scale = 1_000;
    int suffix = 0;
    while (count / scale >= 1_000 && suffix < SUFFIX.length - 1) {
      scale *= 1_000;
      suffix++;
    }
    long whole = count / scale;
    return whole >= 100
        ? "" + whole + SUFFIX[suffix]
        : whole + "." + count % scale / (scale / 10) + SUFFIX[suffix];
  }

  /// As [#brief], of a rate that may be below one.
  public static String rate(double perSecond) {
    return perSecond > 0 && perSecond < 9.95
        ? String.format(Locale.ROOT, perSecond % 1 < 0.05 ? "%.0f" : "%.1f", perSecond)
        : brief(Math.round(perSecond));
  }

  /// A number of bytes as `911 B`, `21.2 kB`, `1.2 GB`; a kilobyte is 1,000 bytes.
  public static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1_000;
      unit++;
    } while (value >= 999.95 && unit < SUFFIX.length - 1);
    return String.format(Locale.ROOT, "%.1f %sB", value, SUFFIX[unit]);
  }

  /// All digits, thousands apart: `4,031`.
  public static String whole(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// A share of one as `68%`, and `0.1%` below one per cent.
  public static String percent(double share) {
    double percent = share * 100;
    return percent >= 0.05 && percent < 0.95
        ? String.format(Locale.ROOT, "%.1f%%", percent)
        : Math.round(percent) + "%";
  }
}
