package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.FlightDump.Reason;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.record.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A flight recorder that runs.
///
/// Three threads work for it. `vitrine-console-recorder` packs what happens; `vitrine-flight` folds
/// states, waits for triggers and writes their files; and whoever asks for a dump writes it.
///
/// - **Threads:** any may call every method.
public final class Flight implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;
  private static final List<Flight> RUNNING = new CopyOnWriteArrayList<>();

  private final FlightSettings settings;
  private final FlightMemory memory;
  private final DumpFiles files;
  private final ScheduledThreadPoolExecutor thread;
  private final AutomaticDumps automatic;
  private final FlightSink sink;
  private final Recorder.Recording recording;
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private volatile boolean isFolding;
  private volatile boolean isClosed;

  /// Starts one.
  ///
  /// @throws IOException if its directory can not be written
  /// @throws IllegalStateException if nothing can be recorded; the message says why
  public static Flight start(Aggregator aggregator, FlightSettings settings) throws IOException {
    var files = new DumpFiles(settings.directory(), settings.files());
    if (!settings.triggers().isEmpty()) {
      files.prepare();
    }
    var flight = new Flight(aggregator, settings, files);
    String refused = flight.broken.getNow("");
    if (!refused.isEmpty()) {
      flight.thread.shutdownNow();
      throw new IllegalStateException(refused);
    }
    RUNNING.add(flight);
    flight.automatic.listen();
    var _ = flight.broken.thenAccept(flight::ended);
    return flight;
  }

  /// The one of this process that was started last.
  public static Optional<Flight> latest() {
    List<Flight> all = List.copyOf(RUNNING);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private Flight(Aggregator aggregator, FlightSettings settings, DumpFiles files) {
    this.settings = settings;
    this.files = files;
    memory =
        new FlightMemory(
            settings.keep().toNanos(),
            settings.memoryBytes(),
            new LivingTasks(aggregator.source()));
    thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("vitrine-flight").factory());
    thread.setRemoveOnCancelPolicy(true);
    automatic = new AutomaticDumps(this, settings, thread);
    sink = new FlightSink(memory, automatic::seen, broken::complete, this::foldIfDue);
    recording = Recorder.ofProcess().start(aggregator, sink, 0);
  }

  private void ended(String why) {
    RUNNING.remove(this);
    automatic.stop();
    if (isClosed) {
      return;
    }
    System.err.println(
        "vitrine: the flight recorder has ended, the program goes on without it: " + why);
  }

  /// On the recorder's thread, once a second or more often.
  private void foldIfDue() {
    if (!isFolding && memory.isFoldDue()) {
      isFolding = true;
      try {
        thread.execute(
            () -> {
              try {
                memory.fold();
              } finally {
                isFolding = false;
              }
            });
      } catch (RejectedExecutionException _) {
        // It has been closed.
      }
    }
  }

  /// What it was told.
  public FlightSettings settings() {
    return settings;
  }

  /// Memory that what it keeps takes now, events that wait not counted.
  public long bytes() {
    return memory.bytes();
  }

  /// Events that it keeps now.
  public long events() {
    return memory.events();
  }

  /// All that is kept now, to be written. Blocks until it is together, for 10 seconds at most.
  ///
  /// @param cause which incident or failure, for people
  /// @throws IOException if nothing is recorded any more; the message says why
  public Dump take(Reason reason, String cause) throws IOException {
    var taken = new CompletableFuture<Taken>();
    recording.mark(
        process -> {
          sink.cut();
          taken.complete(new Taken(process, memory.take(Times.now())));
        });
    var _ = broken.thenAccept(why -> taken.completeExceptionally(new IOException(why)));
    Taken all = await(taken);
    return new Dump(all.process, settings, reason, cause, all.kept, memory.statesOf(all.kept));
  }

  private record Taken(Description process, FlightMemory.Kept kept) {}

  private static <T> T await(CompletableFuture<T> taken) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return taken.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "the flight recorder did not answer within " + PATIENCE_SECONDS + " s", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Writes all that is kept now. Blocks until it is written.
  ///
  /// @param file replaced if it is there; null for one of its own in the directory
  /// @throws IOException if that is not possible; what could be written is there
  public Dump.Written dump(@Nullable Path file) throws IOException {
    Dump dump = take(Reason.REASON_DEMAND, "");
    return file == null ? files.write(dump, "demand") : dump.write(file);
  }

  /// Writes a file because something has happened, and lets older ones go.
  Dump.Written dump(Trigger trigger, String cause) throws IOException {
    Dump dump = take(trigger.reason(), cause);
    Dump.Written written = files.write(dump, trigger.word());
    files.prune(dump.process());
    return written;
  }

  /// The process ends: writes the last file, if it was told to, or one is still to be written.
  /// Blocks until it is there.
  public void exit() {
    if (broken.isDone()) {
      return;
    }
    var told = new CompletableFuture<Boolean>();
    recording.mark(_ -> told.complete(true));
    var _ = broken.thenAccept(_ -> told.complete(false));
    try {
      await(told); // incidents that nobody has been told of yet
    } catch (IOException silent) {
      // Then the last file will not be written either, and says so.
    }
    automatic.exit();
  }

  /// Ends it; what it has kept is gone. A file that is being written gets to its end.
  @Override
  public void close() {
    isClosed = true;
    broken.complete("the flight recorder has been closed");
    recording.run(sink::close);
    recording.cancel(); // whether it has begun or not
  }
}
