package dev.vitrine.console.server.internal.record;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.RecordingFiles;
import dev.vitrine.recording.RecordingTail;
import dev.vitrine.recording.RecordingWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// Writes a recording into a file of the process that is recorded.
public final class FileSink implements RecordingSink {
  private static final long FLUSH_NANOS = 1_000_000_000;

  private final Path file;
  private final RecordingWriter writer;
  private final CompletableFuture<Long> written = new CompletableFuture<>();
  private long flushedAt = System.nanoTime();

  private FileSink(Path file, OutputStream out) {
    this.file = file;
    writer = new RecordingWriter(out, Recorder.ofProcess()::giveWay);
  }

  /// Makes the file, or empties the one that is there.
  ///
  /// @throws IOException if that is not possible, or another recording is being written to it
  public static FileSink open(Path file) throws IOException {
    return new FileSink(file, RecordingFiles.create(file, true));
  }

  /// Opens the file behind the recordings that are in it, or makes it.
  ///
  /// @throws IOException if that is not possible, or it is no recording; the message says why
  public static FileSink append(Path file) throws IOException {
    return new FileSink(file, RecordingTail.of(file).append());
  }

  /// Bytes of the recording, once it is whole; fails with an IOException if it could not be written
  /// to its end.
  public CompletableFuture<Long> written() {
    return written;
  }

  @Override
  public void header(Description process, long startedNanos) throws IOException {
    writer.header(process, Times.timestamp(startedNanos));
    writer.flush();
  }

  @Override
  public void record(Record record) throws IOException {
    writer.add(record);
  }

  @Override
  public void events(EventBytes events) throws IOException {
    writer.add(events);
  }

  @Override
  public void flush() throws IOException {
    long now = System.nanoTime();
    if (now - flushedAt >= FLUSH_NANOS) { // sooner only what makes a chunk
      flushedAt = now;
      writer.flush();
    }
  }

  @Override
  public void end(Timestamp at, Losses losses) throws IOException {
    writer.end(at, losses);
    writer.close();
    written.complete(writer.written());
  }

  @Override
  public void fail(String why) {
    try {
      writer.close();
    } catch (IOException again) {
      // the reason is the same, or less telling
    }
    written.completeExceptionally(
        new IOException(
            "the recording "
                + file
                + " ends here, after "
                + writer.written()
                + " bytes, which can be read: "
                + why));
  }
}
