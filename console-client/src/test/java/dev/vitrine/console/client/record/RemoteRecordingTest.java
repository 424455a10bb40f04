package dev.vitrine.console.client.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.model.Connection.Trouble;
import dev.vitrine.console.client.record.RemoteRecording.Destination;
import dev.vitrine.console.client.record.RemoteRecording.Outcome;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.RecordingHeaders;
import dev.vitrine.recording.RecordingReader;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Recordings of programs that end, refuse, or know nothing of recordings.
@Timeout(60)
class RemoteRecordingTest {
  private static final int SECONDS = 20;

  /// Does nothing with what it is asked.
  private static final StreamObserver<RecordRequest> NOBODY =
      new StreamObserver<>() {
        @Override
        public void onNext(RecordRequest request) {}

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {}
      };

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private @Nullable Server server;

  @AfterEach
  void close() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  /// A program that describes itself and can not record.
  private static class Old extends ConsoleGrpc.ConsoleImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<Description> answer) {
      answer.onNext(Description.newBuilder().setPid(7).build());
      answer.onCompleted();
    }
  }

  /// A program that sends a header and some events when it is asked to record.
  private static class Recorded extends Old {
    final CountDownLatch began = new CountDownLatch(1);

    @Override
    public StreamObserver<RecordRequest> record(StreamObserver<Chunk> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(RecordRequest request) {
          answers.onNext(
              Chunk.newBuilder()
                  .setHeader(
                      RecordingHeaders.of(
                          Description.newBuilder().setPid(7).build(),
                          Timestamp.newBuilder().setSeconds(1).build()))
                  .build());
          answers.onNext(events(3));
          began.countDown();
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
          answers.onNext(events(2));
          answers.onNext(
              Chunk.newBuilder()
                  .setEnd(
                      RecordingEnd.newBuilder().setEndedAt(Timestamp.newBuilder().setSeconds(2)))
                  .build());
          answers.onCompleted();
        }
      };
    }
  }

  private static Chunk events(int number) {
    var batch = new EventBatchBuilder(1, 0);
    for (int i = 0; i < number; i++) {
      batch.event(EventKind.EVENT_KIND_PARK_VALUE, 0, i, 0, 0, 0, 0);
    }
    Records records =
        Records.newBuilder()
            .addRecords(Record.newBuilder().setEvents(batch.build().message()))
            .build();
    return Chunk.newBuilder()
        .setPacked(
            Packed.newBuilder()
                .setSize(records.getSerializedSize())
                .setRecords(records.toByteString()))
        .build();
  }

  private Address address(Old program) throws IOException {
    Server started =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(program)
            .build()
            .start();
    server = started;
    return new Address.Tcp("127.0.0.1", started.getPort());
  }

  private RemoteRecording start(Old program, Destination destination) throws Exception {
    return RemoteRecording.start(address(program), 0, destination);
  }

  /// For a moment.
  private RemoteRecording startShort(Old program, Destination destination, Duration patience)
      throws Exception {
    return RemoteRecording.start(address(program), 1_000_000, destination, patience);
  }

  private static @Nullable Outcome end(RemoteRecording recording) throws InterruptedException {
    return recording.await(SECONDS, TimeUnit.SECONDS);
  }

  private RecordingReader read() throws IOException {
    return new RecordingReader(new ByteArrayInputStream(file.toByteArray()), "the file");
  }

  @Test
  void whatHappensUntilItIsStoppedIsInTheFile() throws Exception {
    var program = new Recorded();
    try (var recording = start(program, _ -> file)) {
      program.began.await();
      recording.stop();
      assertInstanceOf(Outcome.Complete.class, end(recording));
      assertEquals(5, recording.contents().events());
      assertEquals(file.size(), recording.progress().bytes());
    }
    try (var reader = read()) {
      assertEquals(7, reader.header().getProcess().getPid());
      while (reader.next() != null) {}
      assertFalse(reader.isCut());
    }
  }

  @Test
  void aFailureOfItsOwnIsAnOutcome() throws Exception {
    var mistake = new AssertionError("as the test wants");
    try (var recording =
        start(
            new Recorded(),
            _ -> {
              throw mistake;
            })) {
      assertEquals(new Outcome.Failed(mistake), end(recording));
    }
  }

  @Test
  void whatAProgramHasSaidBeforeItEndsIsInTheFile() throws Exception {
    var program = new Recorded();
    try (var recording = start(program, _ -> file)) {
      program.began.await();
      while (recording.progress().events() < 3) {
        assertEquals(null, recording.await(1, TimeUnit.MILLISECONDS));
      }
      if (server != null) {
        server.shutdownNow();
      }
      assertInstanceOf(Outcome.Gone.class, end(recording));
    }
    try (var reader = read()) {
      var contents = new Contents();
      for (var part = reader.nextBrief(); part != null; part = reader.nextBrief()) {
        if (part instanceof RecordingReader.Brief.Contents chunk) {
          contents.add(chunk);
        }
      }
      assertEquals(3, contents.events());
      assertTrue(reader.isCut());
    }
  }

  @Test
  void aProgramThatDoesNotEndItWhenItsTimeIsOverIsNotWaitedFor() throws Exception {
    try (var recording = startShort(new Recorded(), _ -> file, Duration.ofMillis(500))) {
      assertInstanceOf(Outcome.Unanswered.class, end(recording));
      assertEquals(3, recording.contents().events());
    }
    try (var reader = read()) {
      while (reader.next() != null) {}
      assertTrue(reader.isCut());
    }
  }

  @Test
  void aProgramThatDoesNotEvenBeginIsNotWaitedForWhenTheTimeIsOver() throws Exception {
    var program =
        new Old() {
          @Override
          public StreamObserver<RecordRequest> record(StreamObserver<Chunk> answers) {
            return NOBODY;
          }
        };
    try (var recording = startShort(program, _ -> file, Duration.ofMillis(50))) {
      assertInstanceOf(Outcome.Unanswered.class, end(recording));
      assertEquals(0, recording.progress().bytes());
    }
  }

  /// What comes late comes piece by piece, each when the one before is in the file.
  @Test
  void aProgramThatStillSendsWhenItsTimeIsOverIsHeardToItsEnd() throws Exception {
    var patience = Duration.ofSeconds(1);
    var written = new Semaphore(0);
    var program =
        new Recorded() {
          @Override
          public StreamObserver<RecordRequest> record(StreamObserver<Chunk> answers) {
            StreamObserver<RecordRequest> recorded = super.record(answers);
            return new StreamObserver<>() {
              @Override
              public void onNext(RecordRequest request) {
                recorded.onNext(request);
                Thread.ofVirtual()
                    .start(
                        () -> {
                          long start = System.nanoTime();
                          while (System.nanoTime() - start < 2 * patience.toNanos()) {
                            written.acquireUninterruptibly();
                            answers.onNext(events(1));
                          }
                          recorded.onCompleted();
                        });
              }

              @Override
              public void onError(Throwable cancelled) {}

              @Override
              public void onCompleted() {}
            };
          }
        };
    OutputStream told =
        new FilterOutputStream(file) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            file.write(bytes, from, length);
            written.release();
          }
        };
    try (var recording = startShort(program, _ -> told, patience)) {
      assertInstanceOf(Outcome.Complete.class, end(recording));
      assertTrue(recording.contents().events() > 5);
    }
  }

  @Test
  void aFullDiskEndsIt() throws Exception {
    var program = new Recorded();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (var recording = start(program, _ -> full)) {
      var outcome = assertInstanceOf(Outcome.NotWritten.class, end(recording));
      assertEquals("No space left on device", outcome.cause().getMessage());
    }
  }

  @Test
  void aProgramThatCanNotRecordSaysSo() throws Exception {
    try (var recording = start(new Old(), _ -> file)) {
      var outcome = assertInstanceOf(Outcome.Refused.class, end(recording));
      assertEquals(Trouble.INCOMPATIBLE, outcome.trouble());
      assertTrue(outcome.reason().contains("can not record"), outcome.reason());
      assertEquals(0, file.size());
    }
  }

  @Test
  void aServerOfAnotherKindIsToldApart() throws Exception {
    var program =
        new Old() {
          @Override
          public void describe(DescribeRequest request, StreamObserver<Description> answer) {
            answer.onError(Status.UNIMPLEMENTED.asRuntimeException());
          }
        };
    try (var recording = start(program, _ -> file)) {
      var outcome = assertInstanceOf(Outcome.Refused.class, end(recording));
      assertTrue(outcome.advice().contains("Rust"), outcome.advice());
    }
  }

  @Test
  void oneThatRecordsForSomebodyElseRefuses() throws Exception {
    var program =
        new Old() {
          @Override
          public StreamObserver<RecordRequest> record(StreamObserver<Chunk> answers) {
            answers.onError(
                Status.FAILED_PRECONDITION.withDescription("it is taken").asRuntimeException());
            return NOBODY;
          }
        };
    try (var recording = start(program, _ -> file)) {
      var outcome = assertInstanceOf(Outcome.Refused.class, end(recording));
      assertTrue(outcome.reason().contains("it is taken"), outcome.reason());
    }
  }
}
