package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.flight.Dump;
import dev.vitrine.console.server.internal.flight.Flight;
import dev.vitrine.console.server.internal.flight.FlightSettings;
import dev.vitrine.console.server.internal.flight.Trigger;
import dev.vitrine.console.server.internal.read.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Always keeps what happened last in this process, and writes it into a file when something has
/// happened: on an incident, on a failure that nobody catches, when the process ends, and when it
/// is asked to.
///
/// ```java
/// try (var recorder = FlightRecorder.builder().keep(Duration.ofSeconds(30)).start()) {
///   …
///   recorder.dump(Path.of("strange.vrec"));
/// }
/// ```
///
/// No code is needed when this library is on the class path: `-Dvitrine.flight=30s`, the
/// environment variable `VITRINE_FLIGHT=30s`, or the runtime's builder keep it for the life of the
/// process. What is written is a recording like any other, that stands for itself: `vitrine
/// replay`, `vitrine export` and `vitrine top --once` read it. It can be fetched from outside with
/// `vitrine record --flight`.
///
/// Files that nobody has named lie in a directory under `NAME-PID-TIME-REASON.vrec`; none is ever
/// overwritten, and of those that an incident, a failure or the end of a process has written, the
/// newest stay. One that can not be written is said on standard error, and the program goes on.
///
/// - **Threads:** any may call every method.
/// - **Memory:** what [Builder#memory] says, 64 MiB if it says nothing (an eighth of the heap, when
///   that is less): when that is too little for the time, less time is kept, and the file says so.
///   Besides 4 MiB for each worker and 4 for all other threads, for events that are on their way; a
///   segment that is being made, less than 2 MiB; and once more what is kept while it is written or
///   sent.
public final class FlightRecorder implements AutoCloseable {
  private final Flight flight;
  private final Thread atExit;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FlightRecorder(Flight flight) {
    this.flight = flight;
    atExit = new Thread(flight::exit, "vitrine-flight-exit");
  }

  /// Begins to say what it shall be like.
  public static Builder builder() {
    return new Builder();
  }

  static FlightRecorder start(FlightSettings settings) {
    Aggregator aggregator = Shared.acquire(Source.process(), Settings.DEFAULT);
    boolean started = false;
    try {
      var recorder = new FlightRecorder(Flight.start(aggregator, settings));
      started = true;
      AtExit.add(recorder.atExit);
      return recorder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the flight recorder can not use the directory " + settings.directory() + ": " + e, e);
    } finally {
      if (!started) {
        Shared.release();
      }
    }
  }

  /// Writes what has been kept until now into a file. Blocks until it is written; what happens
  /// meanwhile is kept, too.
  ///
  /// @param file replaced if it is there
  /// @throws UncheckedIOException if it can not be written; what could be is there and can be read
  public Written dump(Path file) {
    try {
      return Written.of(flight.dump(file));
    } catch (IOException e) {
      throw new UncheckedIOException("can not write what was kept into " + file + ": " + e, e);
    }
  }

  /// Writes what has been kept until now into a new file of the directory. It is not deleted to
  /// make room for others.
  ///
  /// @throws UncheckedIOException if it can not be written; what could be is there and can be read
  public Written dump() {
    try {
      return Written.of(flight.dump(null));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "can not write what was kept into "
              + flight.settings().directory().toAbsolutePath()
              + ": "
              + e,
          e);
    }
  }

  /// Memory that what is kept takes now: at most what [Builder#memory] has said.
  public long bytes() {
    return flight.bytes();
  }

  /// Events that are kept now.
  public long events() {
    return flight.events();
  }

  /// Ends it, and forgets what was kept, without a last file. A second call does nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      AtExit.remove(atExit);
      flight.close();
      Shared.release();
    }
  }

  /// What was written.
  ///
  /// @param span of what is in it: less than was to be kept when the recorder had not run as long,
  ///   or its memory was too small
  /// @param bytes of the file
  /// @param lostEvents that did not fit in that time; where they are missing is marked
  /// @param isCutByMemory whether the memory was too small for the time
  /// @param tasksLeftOut that lived when it begins and are not in it before they change, for want
  ///   of memory; about
  public record Written(
      Path file,
      Duration span,
      long bytes,
      long events,
      long lostEvents,
      boolean isCutByMemory,
      long tasksLeftOut) {
    private static Written of(Dump.Written written) {
      return new Written(
          written.file(),
          written.span(),
          written.bytes(),
          written.events(),
          written.lost(),
          written.about().getIsCutByMemory(),
          written.about().getTasksLeftOut());
    }
  }

  /// Says what a flight recorder shall be like. Each value is checked when it is given.
  public static final class Builder {
    private FlightSettings settings = FlightSettings.keeping(Duration.ofSeconds(30));

    private Builder() {}

    /// How much of the past is kept; 30 seconds by default.
    ///
    /// @param time 1 second to 1 day
    public Builder keep(Duration time) {
      settings = settings.withKeep(time);
      return this;
    }

    /// The most memory that what is kept may take; 64 MiB by default, or an eighth of the heap when
    /// that is less.
    ///
    /// @param bytes 1 MiB to half of the heap
    public Builder memory(long bytes) {
      settings = settings.withMemory(bytes);
      return this;
    }

    /// Where files go that nobody has named; the working directory by default. Made when it is not
    /// there.
    public Builder directory(Path directory) {
      settings = settings.withDirectory(directory);
      return this;
    }

    /// Whether a poll that holds its worker too long has a file written; true by default. It is
    /// written two seconds after the poll's end, ten after its beginning at the latest. Pauses that
    /// blame no task have none written.
    public Builder onIncident(boolean on) {
      settings = settings.with(Trigger.INCIDENT, on);
      return this;
    }

    /// Whether a failure that nobody catches has a file written; true by default: a thread of a
    /// runtime that ends with an exception, or a task that fails and that nobody joins.
    public Builder onFailure(boolean on) {
      settings = settings.with(Trigger.FAILURE, on);
      return this;
    }

    /// Whether the end of the process has a file written; true by default. A process that is
    /// killed, or halts, writes none.
    public Builder onExit(boolean on) {
      settings = settings.with(Trigger.EXIT, on);
      return this;
    }

    /// At most one file for incidents, and one for failures, in this time; 1 minute by default.
    ///
    /// @param time 0 to 1 day
    public Builder every(Duration time) {
      settings = settings.withEvery(time);
      return this;
    }

    /// How many files of programs of this name stay in the directory; 10 by default. Older ones are
    /// deleted, those excepted that somebody has asked for.
    ///
    /// @param count 1 to 10,000
    public Builder files(int count) {
      settings = settings.withFiles(count);
      return this;
    }

    /// Starts it: what happens from now on is kept.
    ///
    /// @throws UncheckedIOException if the directory can not be made or written
    /// @throws IllegalStateException if nothing can be recorded: no runtime has been loaded in this
    ///   process yet, or it was started with `-Dvitrine.instrument=off`
    public FlightRecorder start() {
      return FlightRecorder.start(settings);
    }
  }
}
