package dev.vitrine.console.server.internal.service;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.record.Recorder;
import dev.vitrine.console.server.internal.record.RecordingSink;
import dev.vitrine.recording.EventBytes;
import dev.vitrine.recording.RecordingHeaders;
import dev.vitrine.recording.RecordsBytes;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One call of `Console.Record`: chunks that are not packed, sent while the client has room, and
/// kept up to a limit while it has none. Beyond it events are left out and counted; states are not,
/// up to a second limit, at which the call ends: the program that is recorded comes first.
final class RecordCall implements RecordingSink, StreamObserver<RecordRequest> {
  private static final long MOST_WAITING_BYTES = 64 << 20;
  private static final long MOST_STATES_BYTES = 256 << 20;
  private static final int CHUNK_BYTES = 512 << 10;

  private final Aggregator aggregator;
  private final ServerCallStreamObserver<Chunk> call;
  private Recorder.@Nullable Recording recording; // of the call's thread

  // Of the recorder's thread.
  private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private final RecordsBytes gathered = new RecordsBytes();
  private final SkippedEvents skipped = new SkippedEvents();
  private boolean ends;

  private RecordCall(Aggregator aggregator, ServerCallStreamObserver<Chunk> call) {
    this.aggregator = aggregator;
    this.call = call;
  }

  static StreamObserver<RecordRequest> open(Aggregator aggregator, StreamObserver<Chunk> observer) {
    var call = (ServerCallStreamObserver<Chunk>) observer;
    var opened = new RecordCall(aggregator, call);
    call.setOnReadyHandler(opened::ready);
    call.setOnCancelHandler(opened::cancelled);
    return opened;
  }

  // ---- from the client, on gRPC's thread

  @Override
  public void onNext(RecordRequest request) {
    if (recording == null) {
      recording = Recorder.ofProcess().start(aggregator, this, Math.max(0, request.getForNanos()));
    }
  }

  @Override
  public void onCompleted() {
    if (recording == null) {
      call.onCompleted();
    } else {
      recording.stop();
    }
  }

  @Override
  public void onError(Throwable lost) {
    cancelled();
  }

  private void cancelled() {
    if (recording != null) {
      recording.cancel();
    }
  }

  private void ready() {
    if (recording != null) {
      recording.run(this::send);
    }
  }

  // ---- from the recorder

  @Override
  public void header(Description process, long startedNanos) {
    send(
        Chunk.newBuilder()
            .setHeader(RecordingHeaders.of(process, Times.timestamp(startedNanos)))
            .build());
  }

  @Override
  public void record(Record record) {
    gathered.add(record);
    flushIfLarge();
  }

  @Override
  public void events(EventBytes batch) {
    boolean skips = waitingBytes > MOST_WAITING_BYTES;
    gathered.add(skips ? skipped.skip(batch) : skipped.keep(batch));
    flushIfLarge();
  }

  private void flushIfLarge() {
    if (gathered.size() >= CHUNK_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (gathered.size() > 0) {
      var packed = Packed.newBuilder().setSize(gathered.size()).setRecords(gathered.toByteString());
      gathered.clear();
      send(Chunk.newBuilder().setPacked(packed).build());
    }
  }

  @Override
  public long lost() {
    return skipped.events();
  }

  @Override
  public void end(Timestamp at, Losses losses) {
    flush();
    ends = true;
    send(
        Chunk.newBuilder()
            .setEnd(RecordingEnd.newBuilder().setEndedAt(at).setLosses(losses))
            .build());
  }

  @Override
  public boolean isHandedOn() {
    return waiting.isEmpty();
  }

  @Override
  public void fail(String why) {
    if (!call.isCancelled()) {
      call.onError(Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException());
    }
  }

  private void send(Chunk chunk) {
    waiting.add(chunk);
    waitingBytes += chunk.getSerializedSize();
    send();
    if (waitingBytes > MOST_STATES_BYTES) {
      waiting.clear();
      waitingBytes = 0;
      throw new IllegalStateException(
          "the client takes nothing, and " + (MOST_STATES_BYTES >> 20) + " MiB are waiting for it");
    }
  }

  private void send() {
    while (!waiting.isEmpty() && call.isReady() && !call.isCancelled()) {
      Chunk next = waiting.remove();
      waitingBytes -= next.getSerializedSize();
      call.onNext(next);
    }
    if (ends && waiting.isEmpty() && !call.isCancelled()) {
      ends = false;
      call.onCompleted();
    }
  }
}
