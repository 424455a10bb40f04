package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Recording;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.RecordingHeader;
import java.io.IOException;
import java.io.OutputStream;

/// Writes a recording as a stream of chunks. What has been written stays readable whatever happens
/// next.
///
/// Records are gathered until they make a chunk that is worth compressing, or until [#flush]. Where
/// there are many, events and states come into chunks of their own, so that those who look for
/// states can leave out the others.
///
/// - **Threads:** one at a time. Methods block as the stream does.
public final class RecordingWriter implements AutoCloseable {
  private static final int CHUNK_BYTES = 256 << 10; // small enough for a processor's cache
  private static final int WORTH_BYTES = 64 << 10;

  private final OutputStream out;
  private final ChunkPacker packer;
  private final RecordsBytes gathered = new RecordsBytes();
  private boolean gatheredEvents; // what was added last
  private long written;
  private long unpacked;

  /// @param out closed along with the writer; need not be buffered
  public RecordingWriter(OutputStream out) {
    this(out, () -> {});
  }

  /// @param out closed along with the writer; need not be buffered
  /// @param betweenPieces run again and again while a chunk is packed, each time after some 50 µs
  ///   of work
  public RecordingWriter(OutputStream out, Runnable betweenPieces) {
    this.out = out;
    packer = new ChunkPacker(betweenPieces);
  }

  /// Begins the recording.
  public void header(Description process, Timestamp startedAt) throws IOException {
    header(RecordingHeaders.of(process, startedAt));
  }

  /// Begins the recording, with a header of [RecordingHeaders] that says more.
  public void header(RecordingHeader header) throws IOException {
    write(Chunk.newBuilder().setHeader(header).build());
  }

  /// Adds a record.
  public void add(Record record) throws IOException {
    begin(record.hasEvents());
    gathered.add(record);
    writeIfLarge();
  }

  /// Adds events.
  public void add(EventBytes events) throws IOException {
    begin(true);
    gathered.add(events);
    writeIfLarge();
  }

  private void begin(boolean events) throws IOException {
    if (events != gatheredEvents && gathered.size() >= WORTH_BYTES) {
      writeGathered();
    }
    gatheredEvents = events;
  }

  private void writeIfLarge() throws IOException {
    if (gathered.size() >= CHUNK_BYTES) {
      flush();
    }
  }

  /// Adds a chunk that another process has made: packs it if it is not packed.
  public void add(Chunk chunk) throws IOException {
    flush();
    if (chunk.hasPacked()
        && chunk.getPacked().getCompression() == Packed.Compression.COMPRESSION_NONE) {
      ByteString records = chunk.getPacked().getRecords();
      unpacked += records.size();
      write(packer.pack(records));
    } else {
      write(chunk);
    }
  }

  /// Writes what has been gathered.
  public void flush() throws IOException {
    writeGathered();
    out.flush();
  }

  private void writeGathered() throws IOException {
    if (gathered.size() > 0) {
      unpacked += gathered.size();
      Chunk chunk = packer.pack(gathered);
      gathered.clear();
      write(chunk);
    }
  }

  /// Ends the recording as it should.
  public void end(Timestamp at, Losses losses) throws IOException {
    flush();
    write(
        Chunk.newBuilder()
            .setEnd(RecordingEnd.newBuilder().setEndedAt(at).setLosses(losses))
            .build());
    out.flush();
  }

  /// Bytes written to the stream so far.
  public long written() {
    return written;
  }

  /// Bytes of the records in them before they were compressed.
  public long unpacked() {
    return unpacked;
  }

  /// Writes what has been gathered, and closes the stream.
  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    } finally {
      packer.close();
    }
  }

  private void write(Chunk chunk) throws IOException {
    int size = chunk.getSerializedSize();
    int before =
        CodedOutputStream.computeTagSize(Recording.CHUNKS_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(size);
    byte[] all = new byte[before + size];
    CodedOutputStream coded = CodedOutputStream.newInstance(all);
    coded.writeTag(Recording.CHUNKS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt32NoTag(size);
    if (chunk.hasSummary()) { // first, where it can be read without the rest
      coded.writeMessage(Chunk.SUMMARY_FIELD_NUMBER, chunk.getSummary());
      chunk.toBuilder().clearSummary().build().writeTo(coded);
    } else {
      chunk.writeTo(coded);
    }
    coded.checkNoSpaceLeft();
    out.write(all); // in one go: a file that is cut is cut between chunks, if it can be
    written += all.length;
  }
}
