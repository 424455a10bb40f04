package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.tui.terminal.StandardError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// How far something has come with a file: one line on standard error, where somebody looks, and
/// gone at the end.
final class ProgressLine implements LongConsumer, AutoCloseable {
  private static final long FIRST_AFTER_NANOS = 1_000_000_000;
  private static final long SHOWN_EACH_NANOS = 200_000_000;

  private final PrintWriter err;
  private final String doing;
  private final long size;
  private final boolean shows = StandardError.isTerminal();
  private long next = System.nanoTime() + FIRST_AFTER_NANOS;
  private int width;

  /// @param doing such as `exporting`
  /// @param size of the file, in bytes
  ProgressLine(PrintWriter err, String doing, long size) {
    this.err = err;
    this.doing = doing;
    this.size = size;
  }

  static ProgressLine opening(PrintWriter err, Path file) throws IOException {
    return new ProgressLine(err, "opening " + file.getFileName(), Files.size(file));
  }

  @Override
  public void accept(long read) {
    long now = System.nanoTime();
    if (shows && size > 0 && now - next >= 0) {
      next = now + SHOWN_EACH_NANOS;
      String line = doing + " " + Counts.percent((double) read / size);
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      err.flush();
      width = line.length();
    }
  }

  @Override
  public void close() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }
}
