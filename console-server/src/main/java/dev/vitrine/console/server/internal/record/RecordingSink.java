package dev.vitrine.console.server.internal.record;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.recording.EventBytes;
import java.io.IOException;

/// Takes one recording. Used by the recorder's thread alone.
public interface RecordingSink {
  /// Comes first.
  ///
  /// @param startedNanos when the recording was started, on the scale of the views
  void header(Description process, long startedNanos) throws IOException;

  /// @param record no events
  void record(Record record) throws IOException;

  void events(EventBytes events) throws IOException;

  /// Events are whole up to here for now: they may be written out.
  void flush() throws IOException;

  /// Events that this sink could not keep, besides those that the lanes could not.
  default long lost() {
    return 0;
  }

  /// Nothing follows.
  void end(Timestamp at, Losses losses) throws IOException;

  /// After [#end]: whether all of it has been handed on. The recorder stays there for the sink
  /// until then.
  default boolean isHandedOn() {
    return true;
  }

  /// The recording can not go on.
  void fail(String why);
}
