package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.Recording;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.Records;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads a recording, chunk by chunk, with the memory of one chunk.
///
/// A file that ends in the middle of a chunk is read up to there: the end comes as it would
/// otherwise, and [#isCut] tells. One that is damaged in the middle fails there, after everything
/// before it has been handed out.
///
/// Who looks for states alone calls [#nextBrief], which leaves out what holds none: of a busy
/// program nearly all of the file.
///
/// - **Threads:** one at a time. Methods block as the stream does.
public final class RecordingReader implements AutoCloseable {
  private static final int CHUNK_TAG = Recording.CHUNKS_FIELD_NUMBER << 3 | 2;
  private static final int SUMMARY_TAG = Chunk.SUMMARY_FIELD_NUMBER << 3 | 2;
  private static final int NO_CHUNK = -1;
  private static final int BUFFER_BYTES = 8 << 10; // chunks do not go through it

  private final InputStream in;
  private final String name;
  private final ChunkUnpacker unpacker = new ChunkUnpacker();
  private @Nullable RecordingHeader pending;
  private RecordingHeader header;
  private long position;
  private boolean cut;
  private boolean ended = true; // the recording that was begun last; there is none yet

  /// One piece of a recording.
  public sealed interface Part {
    /// A recording begins; further ones only where files were joined.
    record Header(RecordingHeader header) implements Part {}

    record Contents(Records records) implements Part {}

    /// The recording has ended as it should.
    record End(RecordingEnd end) implements Part {}
  }

  /// One piece of a recording, without its events.
  public sealed interface Brief {
    /// A recording begins.
    record Header(RecordingHeader header) implements Brief {}

    /// @param states the records that are no events
    /// @param summary of all that is there
    record Contents(Records states, ChunkSummary summary) implements Brief {
      /// @param records a message Records that is not packed
      public static Contents of(ByteString records) throws InvalidProtocolBufferException {
        RecordsSkim skim = RecordsSkim.of(records);
        return new Contents(skim.states(), skim.summary());
      }
    }

    /// The recording has ended as it should.
    record End(RecordingEnd end) implements Brief {}
  }

  /// Opens a file.
  ///
  /// @throws RecordingException if it is no recording, or one of a version that is not known
  public static RecordingReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      return new RecordingReader(in, file.toString());
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /// @param in closed along with the reader
  /// @param name of it, for messages
  /// @throws RecordingException if it is no recording, or one of a version that is not known
  public RecordingReader(InputStream in, String name) throws IOException {
    this.in = in.markSupported() ? in : new BufferedInputStream(in, BUFFER_BYTES);
    this.name = name;
    Chunk first;
    try {
      first = next(true);
    } catch (InvalidProtocolBufferException | EOFException e) {
      throw foreign();
    }
    if (first == null) {
      throw new RecordingException(
          name + " is empty: the recording was stopped before anything was written");
    }
    if (!first.hasHeader()) {
      throw foreign();
    }
    header = checked(first.getHeader());
    ended = false;
    pending = header;
  }

  private RecordingReader(InputStream in, String name, RecordingHeader header) {
    this.in = in;
    this.name = name;
    this.header = header;
  }

  /// Opens a file that has been read before, at its beginning but behind its header: to go on with
  /// [#skipTo].
  ///
  /// @param header that it begins with
  public static RecordingReader reopen(Path file, RecordingHeader header) throws IOException {
    return new RecordingReader(
        new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), file.toString(), header);
  }

  /// Leaves out what comes before a place.
  ///
  /// @param to where a chunk begins, as [#position] has told; not before the present one
  public void skipTo(long to) throws IOException {
    in.skipNBytes(to - position);
    position = to;
  }

  /// Of the recording that is read, or of the last one where several were joined.
  public RecordingHeader header() {
    return header;
  }

  /// The next piece; the header first. Null at the end of the file.
  ///
  /// @throws RecordingException if the file is damaged here, or goes on in a version that is not
  ///   known
  public @Nullable Part next() throws IOException {
    RecordingHeader first = pending;
    if (first != null) {
      pending = null;
      return new Part.Header(first);
    }
    return piece(
        start -> {
          Chunk chunk = next(false);
          if (chunk == null) {
            return null;
          }
          return switch (chunk.getContentCase()) {
            case HEADER -> new Part.Header(begin(chunk.getHeader()));
            case PACKED -> new Part.Contents(unpacker.unpack(chunk.getPacked()));
            case END -> new Part.End(end(chunk.getEnd()));
            case CONTENT_NOT_SET -> throw unknown(start);
          };
        });
  }

  /// The next piece without its events; the header first. Null at the end of the file. What holds
  /// nothing but events is not even read, so it may be damaged.
  ///
  /// @throws RecordingException as [#next]
  public @Nullable Brief nextBrief() throws IOException {
    RecordingHeader first = pending;
    if (first != null) {
      pending = null;
      return new Brief.Header(first);
    }
    return piece(this::brief);
  }

  private @Nullable Brief brief(long start) throws IOException {
    int length = readChunkLength(false);
    if (length == NO_CHUNK) {
      return null;
    }
    long end = position + length;
    in.mark(1);
    if (length > 0 && in.read() == SUMMARY_TAG) {
      position++;
      ChunkSummary summary = ChunkSummary.parseFrom(readBytes(readLength()));
      if (!summary.getHasStates() && position <= end) {
        skipTo(end);
        return new Brief.Contents(Records.getDefaultInstance(), summary);
      }
    } else {
      in.reset();
    }
    Chunk chunk = Chunk.parseFrom(readBytes(end - position));
    return switch (chunk.getContentCase()) {
      case HEADER -> new Brief.Header(begin(chunk.getHeader()));
      case PACKED -> Brief.Contents.of(unpacker.bytes(chunk.getPacked()));
      case END -> new Brief.End(end(chunk.getEnd()));
      case CONTENT_NOT_SET -> throw unknown(start);
    };
  }

  private interface Reading<T> {
    /// @param start where the chunk begins
    @Nullable T from(long start) throws IOException;
  }

  /// Says of a chunk that can not be read why.
  private <T> @Nullable T piece(Reading<T> reading) throws IOException {
    long start = position;
    try {
      return reading.from(start);
    } catch (EOFException e) {
      cut = true;
      return null;
    } catch (InvalidProtocolBufferException e) {
      throw damaged(start);
    }
  }

  private RecordingHeader begin(RecordingHeader read) throws RecordingException {
    header = checked(read);
    cut |= !ended;
    ended = false;
    return header;
  }

  private RecordingEnd end(RecordingEnd read) {
    ended = true;
    return read;
  }

  /// Whether the file ended in the middle of a chunk, or a recording that has been read was
  /// followed by another or by nothing before its own end: the process or the writer was stopped.
  public boolean isCut() {
    return cut || !ended;
  }

  /// Bytes read so far.
  public long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    unpacker.close();
    in.close();
  }

  private @Nullable Chunk next(boolean first) throws IOException {
    int length = readChunkLength(first);
    return length == NO_CHUNK ? null : Chunk.parseFrom(readBytes(length));
  }

  /// @return [#NO_CHUNK] at the end of the file
  private int readChunkLength(boolean first) throws IOException {
    int tag = in.read();
    if (tag == -1) {
      return NO_CHUNK;
    }
    position++;
    if (tag != CHUNK_TAG) {
      throw new InvalidProtocolBufferException("no chunk");
    }
    int length = readLength();
    if (length < 0 || length > (first ? 1 << 24 : RecordingFormat.MOST_CHUNK_BYTES)) {
      throw new InvalidProtocolBufferException("no chunk");
    }
    return length;
  }

  private byte[] readBytes(long length) throws IOException {
    if (length < 0 || length > RecordingFormat.MOST_CHUNK_BYTES) {
      throw new InvalidProtocolBufferException("no length");
    }
    byte[] bytes = in.readNBytes((int) length);
    position += bytes.length;
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private int readLength() throws IOException {
    int length = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      int next = in.read();
      if (next == -1) {
        throw new EOFException();
      }
      position++;
      length |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return length;
      }
    }
    return -1;
  }

  private RecordingHeader checked(RecordingHeader read) throws RecordingException {
    if (!read.getFormat().equals(RecordingFormat.NAME)) {
      throw foreign();
    }
    if (read.getVersion() > RecordingFormat.VERSION) {
      throw new RecordingException(
          name
              + " was written by a newer version: it is a recording of version "
              + read.getVersion()
              + ", and this program reads up to "
              + RecordingFormat.VERSION
              + ". Take a newer vitrine");
    }
    return read;
  }

  private RecordingException damaged(long start) {
    return new RecordingException(
        name + " is damaged at byte " + start + ". Everything before it has been read");
  }

  private RecordingException unknown(long start) {
    return new RecordingException(
        name
            + " has something at byte "
            + start
            + " that this version does not know. Everything before it has been read");
  }

  private RecordingException foreign() {
    return new RecordingException(
        name
            + " is no recording of Vitrine: it does not begin as one. `vitrine record` makes them");
  }
}
