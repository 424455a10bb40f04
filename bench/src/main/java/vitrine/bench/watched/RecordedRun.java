package vitrine.bench.watched;

import dev.vitrine.console.server.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A recording of this process into a file that nobody wants afterwards.
public final class RecordedRun implements AutoCloseable {
  private final Path file;
  private final Recording recording;

  private RecordedRun(Path file) {
    this.file = file;
    recording = Recording.start(file);
  }

  /// Starts to record.
  public static RecordedRun start() {
    try {
      Path file = Files.createTempFile("bench", ".vrec");
      file.toFile().deleteOnExit(); // an echo server is ended by a signal
      return new RecordedRun(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    recording.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
