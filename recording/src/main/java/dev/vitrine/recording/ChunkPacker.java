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
///
/// Times hardly repeat: to look for repetitions in them is half the work of packing and gains
/// nothing. They are only told in codes of fewer bits.
public final class ChunkPacker implements AutoCloseable {
  private static final int WORTH_BYTES = 1 << 10; // changing the strategy costs some 100 bytes

  private static final int PIECE_BYTES = 4 << 10; // some 50 µs of work

  private final Runnable betweenPieces;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private int strategy = Deflater.DEFAULT_STRATEGY;
  private byte[] buffer = new byte[64 << 10];
  private int size; // of what is in it

  public ChunkPacker() {
    this(() -> {});
  }

  /// @param betweenPieces run again and again while it packs, each time after some 50 µs of work
  public ChunkPacker(Runnable betweenPieces) {
    this.betweenPieces = betweenPieces;
  }

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
    size = 0;
    int done = 0;
    for (var times = new TimesColumns(records); times.next(); ) {
      if (times.end() - times.start() >= WORTH_BYTES) {
        deflate(records.substring(done, times.start()), Deflater.DEFAULT_STRATEGY);
        deflate(records.substring(times.start(), times.end()), Deflater.HUFFMAN_ONLY);
        done = times.end();
      }
    }
    deflate(records.substring(done), Deflater.DEFAULT_STRATEGY);
    deflater.finish();
    deflateAll();
    return Chunk.newBuilder()
        .setPacked(
            Packed.newBuilder()
                .setCompression(Packed.Compression.COMPRESSION_ZLIB)
                .setSize(records.size())
                .setRecords(UnsafeByteOperations.unsafeWrap(Arrays.copyOf(buffer, size))));
  }

  private void deflate(ByteString part, int how) {
    if (how != strategy) {
      strategy = how;
      deflater.setStrategy(how);
      deflateAll(); // now, as input that is there when it changes is packed in the old way
    }
    for (int from = 0; from < part.size(); from += PIECE_BYTES) {
      int until = Math.min(part.size(), from + PIECE_BYTES);
      deflater.setInput(part.substring(from, until).asReadOnlyByteBuffer());
      deflateAll();
      betweenPieces.run();
    }
  }

  /// Until there is nothing more to be had from what has been put in.
  private void deflateAll() {
    int room;
    int made;
    do {
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, size * 2);
      }
      room = buffer.length - size;
      made = deflater.deflate(buffer, size, room);
      size += made;
    } while (made == room);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
