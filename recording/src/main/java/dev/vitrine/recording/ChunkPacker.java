package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Records;
import java.util.Arrays;
import java.util.zip.Deflater;

/// Makes chunks of records. Not safe for threads; to be closed, as it holds memory outside the
/// heap.
public final class ChunkPacker implements AutoCloseable {
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private byte[] buffer = new byte[64 << 10];

  /// A compressed chunk, with its summary. It holds on to its own bytes alone, and to no more of
  /// them than it has.
  public Chunk pack(RecordsBytes records) {
    return pack(records.view(), records.summary());
  }

  /// The same of a message.
  public Chunk pack(Records records) {
    var bytes = new RecordsBytes();
    records.getRecordsList().forEach(bytes::add);
    return pack(bytes);
  }

  /// The same of what another process has written.
  ///
  /// @param records the bytes of a message [Records]
  Chunk pack(ByteString records) {
    ChunkSummary summary;
    try {
      summary = RecordsSkim.of(records).summary();
    } catch (InvalidProtocolBufferException malformed) {
      return packed(records).build(); // whoever reads it will say so
    }
    return pack(records, summary);
  }

  private Chunk pack(ByteString records, ChunkSummary summary) {
    return packed(records).setSummary(summary).build();
  }

  private Chunk.Builder packed(ByteString records) {
    deflater.reset();
    deflater.setInput(records.asReadOnlyByteBuffer());
    deflater.finish();
    int size = 0;
    while (!deflater.finished()) {
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, size * 2);
      }
      size += deflater.deflate(buffer, size, buffer.length - size);
    }
    return Chunk.newBuilder()
        .setPacked(
            Packed.newBuilder()
                .setCompression(Packed.Compression.COMPRESSION_ZLIB)
                .setSize(records.size())
                .setRecords(UnsafeByteOperations.unsafeWrap(Arrays.copyOf(buffer, size))));
  }

  @Override
  public void close() {
    deflater.end();
  }
}
