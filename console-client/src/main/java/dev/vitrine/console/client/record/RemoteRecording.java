package dev.vitrine.console.client.record;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Channels;
import dev.vitrine.console.client.connect.Diagnosis;
import dev.vitrine.console.client.model.Connection.Trouble;
import dev.vitrine.console.client.thread.OwnThread;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.DumpFlightRequest;
import dev.vitrine.console.proto.v1.FlightDump;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.recording.ChunkUnpacker;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingWriter;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A recording of another process that is being made.
///
/// All of it runs on one thread, which writes the file too: a disk that is slower than the program
/// is held against the connection, and then the program drops events and counts them.
///
/// - **Threads:** public methods may be called by any.
public final class RemoteRecording implements AutoCloseable {
  /// How long a program has to end a recording once it was told to.
  public static final int END_SECONDS = 10;

  private static final int DESCRIBE_SECONDS = 5;

  private final Address address;
  private final Wanted wanted;
  private final Destination destination;
  private final Duration patience;
  private final OwnThread thread;
  private final ManagedChannel channel;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile FlightDump flight = FlightDump.getDefaultInstance();
  private volatile Progress progress = new Progress(0, 0, 0, 0, 0);

  // Below: the recording's thread only.
  private final Contents contents = new Contents();
  private @Nullable RecordingWriter writer;
  private final ChunkUnpacker unpacker = new ChunkUnpacker();
  private @Nullable ClientCallStreamObserver<?> call;
  private boolean stopped;
  private boolean ended;

  /// Opens the file, once there is something to write.
  public interface Destination {
    OutputStream open(Description process) throws IOException;
  }

  /// How far it is.
  ///
  /// @param startedNanos `System.nanoTime` when it began; 0 before
  /// @param bytes in the file
  /// @param events in the file
  /// @param tasks seen, roots of `blockOn` excepted
  /// @param lost events that could not be kept
  public record Progress(long startedNanos, long bytes, long events, long tasks, long lost) {}

  /// How it ended. What was recorded is in the file, whichever it was.
  public sealed interface Outcome {
    /// As it should.
    record Complete() implements Outcome {}

    /// It never began.
    record Refused(Trouble trouble, String reason, String advice) implements Outcome {}

    /// The program went away, or the connection did.
    ///
    /// @param reason what the connection says
    record Gone(String reason) implements Outcome {}

    /// The program was told to end it, or its time was over, and it did not say that it has.
    record Unanswered() implements Outcome {}

    /// What came could not be written.
    record NotWritten(IOException cause) implements Outcome {}

    /// This console has failed; a mistake of ours.
    record Failed(Throwable cause) implements Outcome {}
  }

  /// What of the process.
  private sealed interface Wanted {
    /// @param forNanos 0 for never
    record FromNow(long forNanos) implements Wanted {}

    record KeptByFlightRecorder() implements Wanted {}
  }

  private RemoteRecording(
      Address address, Wanted wanted, Destination destination, Duration patience) {
    this.address = address;
    this.wanted = wanted;
    this.destination = destination;
    this.patience = patience;
    thread = new OwnThread("vitrine-recording", this::failed);
    channel = Channels.open(address, thread);
  }

  /// Starts to record.
  ///
  /// @param forNanos after which it ends by itself; 0 for never. A program that says nothing for
  ///   [#END_SECONDS] after that is not waited for
  public static RemoteRecording start(Address address, long forNanos, Destination destination) {
    return start(address, forNanos, destination, Duration.ofSeconds(END_SECONDS));
  }

  /// @param patience with a program that is to end the recording
  static RemoteRecording start(
      Address address, long forNanos, Destination destination, Duration patience) {
    return start(new RemoteRecording(address, new Wanted.FromNow(forNanos), destination, patience));
  }

  /// Fetches what the process's flight recorder has kept until now.
  public static RemoteRecording ofFlight(Address address, Destination destination) {
    return start(
        new RemoteRecording(
            address,
            new Wanted.KeptByFlightRecorder(),
            destination,
            Duration.ofSeconds(END_SECONDS)));
  }

  private static RemoteRecording start(RemoteRecording recording) {
    recording.thread.execute(recording::describe);
    return recording;
  }

  /// What the header says of the flight recorder; nothing for other recordings, and before it came.
  public FlightDump flight() {
    return flight;
  }

  public Progress progress() {
    return progress;
  }

  /// What is in the file; to be asked after the end.
  public Contents contents() {
    return contents;
  }

  /// Ends it: what has happened until now still comes, for [#END_SECONDS] at most.
  public void stop() {
    thread.execute(
        () -> {
          if (stopped) {
            return;
          }
          stopped = true;
          if (call == null || wanted instanceof Wanted.KeptByFlightRecorder) {
            end(new Outcome.Unanswered());
            return;
          }
          call.onCompleted();
          var _ =
              thread.schedule(
                  () -> end(new Outcome.Unanswered()), patience.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  /// The program ends it by itself now, when it has sent what there is: ends it here only once
  /// nothing more comes.
  private void endUnlessMoreComes() {
    long before = progress.bytes();
    var _ =
        thread.schedule(
            () -> {
              if (progress.bytes() > before) {
                endUnlessMoreComes();
              } else {
                end(new Outcome.Unanswered());
              }
            },
            patience.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /// Waits for the end.
  ///
  /// @return null when it has not ended within that time
  public @Nullable Outcome await(long time, TimeUnit unit) throws InterruptedException {
    try {
      return outcome.get(time, unit);
    } catch (java.util.concurrent.TimeoutException notYet) {
      return null;
    } catch (ExecutionException never) {
      throw new AssertionError(never);
    }
  }

  /// Gives up whatever has not ended.
  @Override
  public void close() {
    thread.execute(() -> end(new Outcome.Unanswered()));
    channel.shutdownNow();
  }

  // An old server and a server of another kind both do not know the call; only ours knows this one.
  private void describe() {
    ConsoleGrpc.newStub(channel)
        .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
        .describe(
            DescribeRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(Description description) {
                begin();
              }

              @Override
              public void onError(Throwable failure) {
                notDescribed(Status.fromThrowable(failure));
              }

              @Override
              public void onCompleted() {}
            });
  }

  private void notDescribed(Status status) {
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      end(
          new Outcome.Refused(
              Trouble.INCOMPATIBLE,
              address + " does not offer vitrine.console.v1",
              "Only a program on the Vitrine runtime can be recorded; `vitrine attach` shows a Rust program with console-subscriber as it runs."));
      return;
    }
    diagnose(status, why -> end(new Outcome.Refused(why.trouble(), why.reason(), why.advice())));
  }

  private void begin() {
    if (ended || stopped) {
      end(new Outcome.Unanswered());
      return;
    }
    var console = ConsoleGrpc.newStub(channel);
    switch (wanted) {
      case Wanted.FromNow(long forNanos) -> {
        console
            .record(new Chunks<RecordRequest>())
            .onNext(RecordRequest.newBuilder().setForNanos(forNanos).build());
        if (forNanos > 0) {
          var _ = thread.schedule(this::endUnlessMoreComes, forNanos, TimeUnit.NANOSECONDS);
        }
      }
      case Wanted.KeptByFlightRecorder() ->
          console.dumpFlight(
              DumpFlightRequest.getDefaultInstance(), new Chunks<DumpFlightRequest>());
    }
  }

  private final class Chunks<R> implements ClientResponseObserver<R, Chunk> {
    private boolean isWhole;

    @Override
    public void beforeStart(ClientCallStreamObserver<R> stream) {
      call = stream;
    }

    @Override
    public void onNext(Chunk chunk) {
      if (ended) {
        return;
      }
      try {
        take(chunk);
      } catch (IOException failed) {
        end(new Outcome.NotWritten(failed));
      } catch (RuntimeException | Error failure) {
        // To gRPC it would be no more than a call that was cancelled.
        failed(failure);
      }
    }

    private void take(Chunk chunk) throws IOException {
      RecordingWriter file = writer;
      if (file == null) {
        file = new RecordingWriter(destination.open(chunk.getHeader().getProcess()));
        writer = file;
        flight = chunk.getHeader().getFlight();
        progress = new Progress(System.nanoTime(), 0, 0, 0, 0);
      }
      file.add(chunk);
      count(chunk);
      isWhole |= chunk.hasEnd();
      progress =
          new Progress(
              progress.startedNanos,
              file.written(),
              contents.events(),
              contents.tasks(),
              contents.lost());
    }

    @Override
    public void onError(Throwable failure) {
      broken(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      if (isWhole) {
        end(new Outcome.Complete());
      } else {
        broken(Status.OK);
      }
    }
  }

  private void count(Chunk chunk) throws InvalidProtocolBufferException {
    if (chunk.hasEnd()) {
      contents.add(chunk.getEnd());
    } else if (chunk.hasPacked()) {
      contents.add(RecordingReader.Brief.Contents.of(unpacker.bytes(chunk.getPacked())));
    }
  }

  private void broken(Status status) {
    String said = String.valueOf(status.getDescription());
    if (wanted instanceof Wanted.KeptByFlightRecorder && isAnswer(status)) {
      end(
          writer != null
              ? new Outcome.Gone(said)
              : switch (status.getCode()) {
                case UNIMPLEMENTED ->
                    new Outcome.Refused(
                        Trouble.INCOMPATIBLE,
                        "the program at " + address + " uses a Vitrine without a flight recorder",
                        "Give it a newer vitrine-console-server.");
                case RESOURCE_EXHAUSTED ->
                    new Outcome.Refused(Trouble.DENIED, said, "Try again in a moment.");
                default ->
                    new Outcome.Refused(
                        Trouble.DENIED,
                        "the program at " + address + " says: " + said,
                        "Without --flight what happens from now on is recorded.");
              });
    } else if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      end(
          new Outcome.Refused(
              Trouble.INCOMPATIBLE,
              "the program at " + address + " uses a Vitrine that can not record yet",
              "Give it a newer vitrine-console-server."));
    } else if (status.getCode() == Status.Code.FAILED_PRECONDITION && writer == null) {
      end(
          new Outcome.Refused(
              Trouble.DENIED,
              "the program at " + address + " refuses: " + status.getDescription(),
              "It records already. Wait for that to end."));
    } else {
      boolean began = writer != null;
      diagnose(
          status,
          why ->
              end(
                  began
                      ? new Outcome.Gone(why.reason())
                      : new Outcome.Refused(why.trouble(), why.reason(), why.advice())));
    }
  }

  private static boolean isAnswer(Status status) {
    return switch (status.getCode()) {
      case UNIMPLEMENTED, FAILED_PRECONDITION, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }

  /// To find out what answers there may take seconds, which is not this thread's to spend.
  private void diagnose(Status status, Consumer<Diagnosis> then) {
    boolean wasLive = writer != null;
    Thread.ofVirtual()
        .name("vitrine-diagnosis")
        .start(
            () -> {
              var diagnosis = Diagnosis.of(address, status, wasLive);
              thread.execute(() -> then.accept(diagnosis));
            });
  }

  private void failed(Throwable failure) {
    var how = new Outcome.Failed(failure);
    try {
      end(how);
    } finally {
      // If that is what has failed, nobody has been told yet.
      outcome.complete(how);
      channel.shutdownNow();
      thread.end();
    }
  }

  private void end(Outcome how) {
    if (ended) {
      return;
    }
    ended = true;
    if (call != null && !(how instanceof Outcome.Complete)) {
      call.cancel("nobody wants the rest", null);
    }
    Outcome last = how;
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException failed) {
        last = how instanceof Outcome.NotWritten ? how : new Outcome.NotWritten(failed);
      }
    }
    unpacker.close();
    outcome.complete(last);
    channel.shutdownNow();
    thread.end();
  }
}
