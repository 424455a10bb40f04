package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Records;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Takes records out of chunks. Not safe for threads; to be closed, as it holds memory outside the
/// heap.
public final class ChunkUnpacker implements AutoCloseable {
  private final Inflater inflater = new Inflater();

  /// The records of a chunk.
  ///
  /// @throws InvalidProtocolBufferException if it is damaged
  public Records unpack(Packed packed) throws InvalidProtocolBufferException {
    return Records.parseFrom(bytes(packed));
  }

  /// The bytes of the message [Records] in a chunk.
  ///
  /// @throws InvalidProtocolBufferException if it is damaged
  public ByteString bytes(Packed packed) throws InvalidProtocolBufferException {
    return switch (packed.getCompression()) {
      case COMPRESSION_NONE -> packed.getRecords();
      case COMPRESSION_ZLIB -> UnsafeByteOperations.unsafeWrap(inflate(packed));
      case UNRECOGNIZED -> throw new InvalidProtocolBufferException("unknown compression");
    };
  }

  private byte[] inflate(Packed packed) throws InvalidProtocolBufferException {
    if (packed.getSize() < 0 || packed.getSize() > RecordingFormat.MOST_CHUNK_BYTES) {
      throw new InvalidProtocolBufferException("too large");
    }
    byte[] bytes = new byte[(int) packed.getSize()];
    inflater.reset();
    inflater.setInput(packed.getRecords().asReadOnlyByteBuffer());
    int done = 0;
    try {
      while (done < bytes.length) {
        int more = inflater.inflate(bytes, done, bytes.length - done);
        if (more == 0) {
          throw new InvalidProtocolBufferException("too short");
        }
        done += more;
      }
    } catch (DataFormatException damaged) {
      throw new InvalidProtocolBufferException(damaged);
    }
    return bytes;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
