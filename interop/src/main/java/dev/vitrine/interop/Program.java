package dev.vitrine.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A process that a test started, and what it has written so far. Closing it ends the process.
final class Program implements AutoCloseable {
  private static final Duration MERCY = Duration.ofSeconds(5);

  private final List<String> command;
  private final Process process;
  private final Output out;
  private final Output err;

  private Program(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out = new Output(process.getInputStream());
    this.err = new Output(process.getErrorStream());
  }

  /// Starts a command with nothing on its standard input.
  static Program start(String... command) {
    return start(List.of(command));
  }

  static Program start(List<String> command) {
    return start(Map.of(), command);
  }

  /// @param environment what differs from that of the tests
  static Program start(Map<String, String> environment, List<String> command) {
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      builder.environment().putAll(environment);
      return new Program(command, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Sends it a signal, by the name that `kill` knows it by: `TERM`, `KILL`, `STOP`, `CONT`.
  void signal(String name) {
    signal(name, pid());
  }

  /// Sends a signal to any process of the test.
  static void signal(String name, long pid) {
    try (var kill = start("kill", "-" + name, Long.toString(pid))) {
      if (kill.awaitExit(MERCY) != 0) {
        throw new AssertionError(kill.describe());
      }
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// What it has written to standard output so far.
  String out() {
    return out.text();
  }

  /// What it has written to standard error so far.
  String err() {
    return err.text();
  }

  /// Waits for a line on standard output.
  String awaitOut(Predicate<String> line, Duration patience) {
    return await(out, line, patience);
  }

  /// Waits for a line on standard error.
  String awaitErr(Predicate<String> line, Duration patience) {
    return await(err, line, patience);
  }

  private String await(Output output, Predicate<String> line, Duration patience) {
    try {
      return output.await(line, patience);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + describe(), e);
    }
  }

  /// Waits until it ends by itself and all that it wrote has been read.
  int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + patience + "\n" + describe());
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /// The command, how it ended and what it wrote: for messages of failed tests.
  String describe() {
    return String.join(" ", command)
        + (process.isAlive() ? "\n-- runs" : "\n-- ended with " + process.exitValue())
        + "\n-- stdout\n"
        + out()
        + "-- stderr\n"
        + err();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// The lines of one stream, read by a thread of its own.
  private static final class Output {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Output(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> read(stream));
    }

    private void read(InputStream stream) {
      try (var text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (var line = text.readLine(); line != null; line = text.readLine()) {
          synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
          }
        }
      } catch (IOException e) {
        synchronized (lines) {
          lines.add("(can not be read: " + e + ")");
          lines.notifyAll();
        }
      }
    }

    String text() {
      synchronized (lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
      }
    }

    String await(Predicate<String> wanted, Duration patience) {
      long deadline = System.nanoTime() + patience.toNanos();
      synchronized (lines) {
        int seen = 0;
        while (true) {
          for (; seen < lines.size(); seen++) {
            if (wanted.test(lines.get(seen))) {
              return lines.get(seen);
            }
          }
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (left <= 0) {
            throw new AssertionError("no such line within " + patience);
          }
          try {
            lines.wait(left);
          } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
          }
        }
      }
    }

    void awaitEnd() throws InterruptedException {
      reader.join(MERCY);
    }
  }
}
