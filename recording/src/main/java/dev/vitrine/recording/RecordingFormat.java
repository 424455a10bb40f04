package dev.vitrine.recording;

/// What makes a file a recording.
final class RecordingFormat {
  /// [dev.vitrine.console.proto.v1.RecordingHeader#getFormat].
  static final String NAME = "vitrine-recording";

  /// The newest version that this code reads, and the one it writes.
  static final int VERSION = 2;

  /// A chunk that claims to be longer is none: the file is damaged.
  static final int MOST_CHUNK_BYTES = 256 << 20;

  private RecordingFormat() {}
}
