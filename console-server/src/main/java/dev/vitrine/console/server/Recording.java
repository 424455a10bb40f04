package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.record.FileSink;
import dev.vitrine.console.server.internal.record.Recorder;
import dev.vitrine.recording.RecordingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Records this process into a file: every spawn, wake, poll, steal and sleep, and what the console
/// would show, until it is closed.
///
/// ```java
/// try (var recording = Recording.start(Path.of("run.vrec"))) {
///   …
/// }
/// ```
///
/// No code is needed when this library is on the class path: `-Dvitrine.record=FILE` or the
/// environment variable `VITRINE_RECORD=FILE` records the process from its first runtime to its
/// end. `vitrine replay`, `vitrine export` and `vitrine top --once` read the file, and it can be
/// read while it is written, up to a second ago.
///
/// What happens faster than the disk takes it is dropped and counted, and no thread of the program
/// waits. A file that can not be written on ends there; that is said on standard error and by
/// [#close()], and the program goes on.
///
/// - **Threads:** any may call every method.
/// - **Memory:** 4 MiB for each worker and 4 for all other threads, while anything records.
public final class Recording implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;
  private static final String LATE =
      "the recording was not written to its end within " + PATIENCE_SECONDS + " s";

  private static final String UNSEEN =
      "interrupted before the recording was written to its end, which goes on";

  private final FileSink sink;
  private final Recorder.Recording recording;
  private final Thread atExit = new Thread(this::finish, "vitrine-record-exit");
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean released = new AtomicBoolean();

  private Recording(FileSink sink, Aggregator aggregator) {
    this.sink = sink;
    var _ =
        sink.written()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    System.err.println("vitrine: " + failure.getMessage());
                  }
                });
    recording = Recorder.ofProcess().start(aggregator, sink, 0);
  }

  /// Starts a recording. A file that is there is replaced.
  ///
  /// @throws UncheckedIOException if the file can not be made; the message says why
  public static Recording start(Path file) {
    return start(file, FileSink::open);
  }

  /// Starts a recording behind those that are in a file: `vitrine replay` and `vitrine export` take
  /// all of them, one after the other. A file that is not there is made. What a recording that was
  /// cut has left of its last chunk is dropped; it could not be read.
  ///
  /// @throws UncheckedIOException if the file is no recording, is damaged, or can not be written;
  ///   the message says why, and the file is left as it was
  public static Recording append(Path file) {
    return start(file, FileSink::append);
  }

  private interface Opening {
    FileSink open(Path file) throws IOException;
  }

  private static Recording start(Path file, Opening opening) {
    FileSink sink;
    try {
      sink = opening.open(file);
    } catch (RecordingException e) {
      throw new UncheckedIOException("can not continue the recording: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("can not write the recording " + file + ": " + e, e);
    }
    Aggregator aggregator = Shared.acquire(Source.process(), Settings.DEFAULT);
    var started = new Recording(sink, aggregator);
    AtExit.add(started.atExit);
    return started;
  }

  /// Ends the recording: what has happened until now is in the file when this returns. Blocks until
  /// then, for 10 seconds at most; a second call does nothing.
  ///
  /// @throws UncheckedIOException if the file could not be written to its end, also earlier, or the
  ///   calling thread was interrupted before it was
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      AtExit.remove(atExit);
      finish();
      if (!sink.written().isDone()) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        throw new UncheckedIOException(new IOException(interrupted ? UNSEEN : LATE));
      }
      try {
        var _ = sink.written().join();
      } catch (CompletionException e) {
        throw new UncheckedIOException(
            e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause()));
      }
    }
  }

  private void finish() {
    recording.stop();
    boolean interrupted = false;
    try {
      sink.written().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException e) {
      // said when it happened, and by close
    } catch (TimeoutException e) {
      System.err.println("vitrine: " + LATE);
    } finally {
      if (released.compareAndSet(false, true)) {
        Shared.release();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
