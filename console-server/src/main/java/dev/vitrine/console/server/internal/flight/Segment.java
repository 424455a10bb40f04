package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Chunk;
import java.util.List;

/// A part of what is kept: a chunk as it will lie in a file.
///
/// @param tellsStates whether it has states, and no events; otherwise the other way round
/// @param endNanos when it was closed: what it tells of happened before
/// @param losses of the time that it covers
record Segment(Chunk chunk, boolean tellsStates, long endNanos, int events, List<Loss> losses) {
  private static final int OBJECTS_BYTES = 200;

  /// Memory it takes.
  long bytes() {
    return bytesOf(chunk);
  }

  static long bytesOf(Chunk chunk) {
    return (long) chunk.getSerializedSize() + OBJECTS_BYTES;
  }
}
