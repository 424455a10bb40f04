package dev.vitrine.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where a file of recordings can be continued: behind its last whole chunk.
///
/// A recording that was cut may end in the middle of a chunk, of which nothing can be read. What
/// was written behind that could not be read either, so the piece is dropped. Everything else stays
/// as it is.
///
/// - **Threads:** one at a time. Methods block as the file does. Nobody else may write to the file.
public final class RecordingTail {
  private final Path file;
  private final long end;
  private final long cutBytes;

  private RecordingTail(Path file, long end, long cutBytes) {
    this.file = file;
    this.end = end;
    this.cutBytes = cutBytes;
  }

  /// Looks through a file, and changes nothing. One that is not there or is empty can be continued
  /// as well.
  ///
  /// @throws RecordingException if it is no recording, one of a version that is not known, or
  ///   damaged before its end: what came behind could not be read
  public static RecordingTail of(Path file) throws IOException {
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException none) {
      size = 0;
    }
    if (size == 0) {
      return new RecordingTail(file, 0, 0);
    }
    long end = 0;
    try (RecordingReader reader = RecordingReader.open(file)) {
      while (reader.nextBrief() != null) {
        end = reader.position();
      }
    }
    return new RecordingTail(file, end, size - end);
  }

  /// How much of a chunk is behind the last whole one.
  public long cutBytes() {
    return cutBytes;
  }

  /// Drops that, and opens the file for what is to follow.
  public OutputStream append() throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.truncate(end);
      channel.position(end);
      return Channels.newOutputStream(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
