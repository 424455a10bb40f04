package dev.vitrine.recording;

import java.io.IOException;
import java.io.OutputStream;
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
/// - **Threads:** one at a time. Methods block as the file does.
public final class RecordingTail {
  private final Path file;
  private final long size;
  private final long cutBytes;

  private RecordingTail(Path file, long size, long cutBytes) {
    this.file = file;
    this.size = size;
    this.cutBytes = cutBytes;
  }

  /// Looks through a file, and changes nothing. One that is not there or is empty can be continued
  /// as well.
  ///
  /// @throws RecordingException if it is no recording, one of a version that is not known, or
  ///   damaged before its end: what came behind could not be read
  public static RecordingTail of(Path file) throws IOException {
    long size = size(file);
    return new RecordingTail(file, size, size - end(file, size));
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  private static long end(Path file, long size) throws IOException {
    if (size == 0) {
      return 0;
    }
    long end = 0;
    try (RecordingReader reader = RecordingReader.open(file)) {
      while (reader.nextBrief() != null) {
        end = reader.position();
      }
    }
    return end;
  }

  /// How much of a chunk is behind the last whole one.
  public long cutBytes() {
    return cutBytes;
  }

  /// Drops that, and opens the file for what is to follow.
  ///
  /// @throws RecordingException if somebody else writes to it
  public OutputStream append() throws IOException {
    RecordingFiles.Locked opened = RecordingFiles.open(file, StandardOpenOption.CREATE);
    try {
      if (opened.size() != size) {
        throw new RecordingException(
            "another recording has been written to " + file + " just now: try again");
      }
      opened.cutTo(size - cutBytes);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }
}
