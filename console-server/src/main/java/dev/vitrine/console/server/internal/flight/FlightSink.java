package dev.vitrine.console.server.internal.flight;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.record.Recorder;
import dev.vitrine.console.server.internal.record.RecordingSink;
import dev.vitrine.recording.ChunkPacker;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.RecordsBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Packs what is recorded into segments, once a second or when they are large.
///
/// States and events never share a segment: of a segment that becomes too old the events are
/// forgotten, and the states are not. The order of the two stays what it was.
final class FlightSink implements RecordingSink {
  private static final int CHUNK_BYTES = 256 << 10; // small enough for a processor's cache
  private static final long CHUNK_NANOS = 1_000_000_000;

  private final FlightMemory memory;
  private final Consumer<IncidentsUpdate> incidents;
  private final Consumer<String> broken;
  private final Runnable afterSegment;
  private final ChunkPacker packer = new ChunkPacker(Recorder.ofProcess()::giveWay);
  private final Loss.Counter lossCounter = new Loss.Counter();
  private final RecordsBytes gathered = new RecordsBytes();
  private List<Loss> losses = new ArrayList<>();
  private boolean tellsStates;
  private int events;
  private long cutAt;

  /// @param incidents told of them as they come, on the recorder's thread
  /// @param broken told why, when nothing more will come
  /// @param afterSegment run after each segment
  FlightSink(
      FlightMemory memory,
      Consumer<IncidentsUpdate> incidents,
      Consumer<String> broken,
      Runnable afterSegment) {
    this.memory = memory;
    this.incidents = incidents;
    this.broken = broken;
    this.afterSegment = afterSegment;
  }

  @Override
  public void header(Description process, long startedNanos) {
    cutAt = startedNanos;
    memory.begin(startedNanos);
  }

  @Override
  public void record(Record record) {
    begin(true);
    gathered.add(record);
    cutIfLarge();
    if (record.hasIncidents()) {
      incidents.accept(record.getIncidents());
    }
  }

  @Override
  public void events(EventBytes batch) {
    begin(false);
    losses.addAll(lossCounter.takeFrom(batch));
    events += batch.events();
    gathered.add(batch.withLost(List.of()));
    cutIfLarge();
  }

  private void begin(boolean states) {
    if (gathered.size() > 0 && tellsStates != states) {
      cut();
    }
    tellsStates = states;
  }

  private void cutIfLarge() {
    if (gathered.size() >= CHUNK_BYTES) {
      cut();
    }
  }

  @Override
  public void flush() {
    if (Times.now() - cutAt >= CHUNK_NANOS) {
      cut();
    }
  }

  /// Closes the segment that is open.
  void cut() {
    cutAt = Times.now();
    if (gathered.size() > 0) {
      var segment =
          new Segment(packer.pack(gathered), tellsStates, cutAt, events, List.copyOf(losses));
      gathered.clear();
      events = 0;
      losses = new ArrayList<>();
      memory.add(segment);
      afterSegment.run();
    } else {
      memory.age(cutAt);
    }
  }

  /// Nothing more is wanted.
  void close() {
    packer.close();
  }

  @Override
  public void end(Timestamp at, Losses lost) {
    close();
  }

  @Override
  public void fail(String why) {
    close();
    broken.accept(why);
  }
}
