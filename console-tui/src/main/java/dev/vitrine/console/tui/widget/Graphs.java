package dev.vitrine.console.tui.widget;

import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.Histogram;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import java.util.List;

/// Bars and lines made of characters.
public final class Graphs {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BLOCKS = "_.-:=+*#";

  private Graphs() {}

  /// `███████░░░` for 0.68.
  public static String bar(double share, int width, Look look) {
    int full = (int) Math.round(Math.clamp(share, 0.0, 1.0) * width);
    return look.pick("█", "#").repeat(full) + look.pick("░", ".").repeat(width - full);
  }

  /// The last values as heights, the newest at the right.
  ///
  /// @param most the value of full height; 0 stands for the largest there is
  public static String line(List<Integer> values, int width, int most, Look look) {
    var last = values.subList(Math.max(0, values.size() - width), values.size());
    int top = most > 0 ? most : last.stream().mapToInt(Integer::intValue).max().orElse(0);
    var line = new StringBuilder();
    last.forEach(value -> line.append(level(value, top, look)));
    return line.toString();
  }

  /// Percentiles and the shape of a distribution, two rows.
  public static void histogram(Canvas canvas, int y, String title, Histogram histogram) {
    Look look = canvas.look();
    int x = canvas.put(1, y, title, Ink.STRONG) + 2;
    if (histogram.getCount() == 0) {
      canvas.put(x, y, "none yet", Ink.DIM);
      return;
    }
    x = figure(canvas, x, y, "p50", histogram.getP50Nanos());
    x = figure(canvas, x, y, "p90", histogram.getP90Nanos());
    x = figure(canvas, x, y, "p99", histogram.getP99Nanos());
    figure(canvas, x, y, "max", histogram.getMaxNanos());
    canvas.put(
        1, y + 1, shape(histogram, Math.max(1, Math.min(60, canvas.width() - 2)), look), Ink.TITLE);
  }

  private static int figure(Canvas canvas, int x, int y, String name, long nanos) {
    int after = canvas.put(x, y, name + " ", Ink.DIM);
    return canvas.put(after, y, Durations.brief(nanos, canvas.look().unicode()), Cell.inkOf(nanos))
        + 2;
  }

  /// Counts over the logarithm of the duration, from the shortest to the longest that occurred.
  static String shape(Histogram histogram, int width, Look look) {
    var buckets = histogram.getBucketsList();
    if (buckets.isEmpty()) {
      return "";
    }
    double low = log(buckets.getFirst());
    double high = log(buckets.getLast());
    int columns = high - low < 0.01 ? 1 : width;
    var counts = new long[columns];
    long most = 0;
    for (var bucket : buckets) {
      double place = columns == 1 ? 0 : (log(bucket) - low) / (high - low);
      int column = (int) Math.min(columns - 1, place * columns);
      counts[column] += bucket.getCount();
      most = Math.max(most, counts[column]);
    }
    var shape = new StringBuilder();
    for (long count : counts) {
      shape.append(count == 0 ? ' ' : level(count, most, look));
    }
    return shape.toString();
  }

  private static double log(Histogram.Bucket bucket) {
    return Math.log((double) Math.max(1, bucket.getLowestNanos()));
  }

  private static char level(long value, long most, Look look) {
    int level = most <= 0 ? 0 : (int) Math.clamp(Math.ceil(8.0 * value / most) - 1, 0, 7);
    return (look.unicode() ? BLOCKS : ASCII_BLOCKS).charAt(level);
  }
}
