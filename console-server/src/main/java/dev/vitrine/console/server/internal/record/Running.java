package dev.vitrine.console.server.internal.record;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Outlet;
import dev.vitrine.console.server.internal.aggregate.Streams;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.Watch;
import dev.vitrine.recording.EventBytes;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One recording, from its start until nobody wants more of it. What its sink throws ends it, and
/// nothing else.
///
/// - **Threads:** but for the constructor and what [Recorder.Recording] has, the recorder's alone.
final class Running implements Recorder.Recording {
  /// For which what a sink still has to hand on is kept after the end.
  private static final long MOST_AFTER_END_NANOS = 60_000_000_000L;

  private final Recorder recorder;
  private final Aggregator aggregator;
  private final RecordingSink sink;
  private final long forNanos;
  private final long startedNanos = Times.now();
  private final @Nullable Watch changes;
  private final List<Aggregator.Handle> states = new ArrayList<>();
  private LossesBefore before = LossesBefore.NONE;
  private long endsAt;
  private long endedAt;
  private volatile boolean begun;
  private boolean stopping; // its last states are on their way
  private boolean stopped; // and all that happened until then is here
  private boolean ended; // the sink has been told so
  private volatile boolean gone;

  /// Starts it, on any thread: tasks that change are listed from now on.
  Running(Recorder recorder, Aggregator aggregator, RecordingSink sink, long forNanos) {
    this.recorder = recorder;
    this.aggregator = aggregator;
    this.sink = sink;
    this.forNanos = forNanos;
    changes = list(aggregator);
  }

  private static @Nullable Watch list(Aggregator aggregator) {
    try {
      return aggregator.source().watchChanges();
    } catch (IllegalStateException _) {
      return null; // no runtime has been loaded, so no task is missed
    }
  }

  /// Whether it takes what is handed to it.
  boolean hasBegun() {
    return begun;
  }

  /// Begins to take what happens.
  ///
  /// @param losses that are none of its own
  void begin(LossesBefore losses) {
    if (gone) {
      return;
    }
    if (aggregator.isClosed()) {
      failed("the service that it reads from has been closed");
      return;
    }
    before = losses;
    guarded(() -> sink.header(Streams.description(aggregator), startedNanos));
    if (gone) {
      return;
    }
    endsAt = Times.now() + forNanos;
    begun = true;
    states.add(
        aggregator.watch(
            new States<RuntimesUpdate>(Record.newBuilder()::setRuntimes), Streams.runtimes(0)));
    states.add(
        aggregator.watch(
            new States<IncidentsUpdate>(Record.newBuilder()::setIncidents), Streams.incidents()));
    states.add(
        aggregator.watch(
            new States<CallsitesUpdate>(Record.newBuilder()::setCallsites), Streams.callsites()));
    states.add(
        aggregator.watchTaskChanges(
            new States<TasksUpdate>(Record.newBuilder()::setTasks), changes));
  }

  boolean isOver(long now) {
    if (begun && !stopping && forNanos > 0 && now - endsAt >= 0) {
      lastWords();
    }
    return stopped && !ended;
  }

  private void lastWords() {
    if (!stopping) {
      stopping = true;
      place(() -> stopped = true);
    }
  }

  private boolean takes() {
    return begun && !ended && !gone;
  }

  void take(Record record) {
    if (takes()) {
      guarded(() -> sink.record(record));
    }
  }

  void take(EventBytes events) {
    if (takes()) {
      guarded(() -> sink.events(before.takenOff(events)));
    }
  }

  void flush() {
    if (takes()) {
      guarded(sink::flush);
    }
  }

  /// @param lost all events that did not fit, since the feed was opened
  void end(long lost) {
    guarded(
        () ->
            sink.end(
                timestamp(),
                Losses.newBuilder().setEvents(before.takenOff(lost) + sink.lost()).build()));
    ended = true;
    endedAt = Times.now();
    stopReading();
  }

  void forgetIfHandedOn() {
    if (ended && !gone) {
      guarded(
          () -> {
            if (sink.isHandedOn()) {
              forget();
            } else if (Times.now() - endedAt > MOST_AFTER_END_NANOS) {
              failed("nobody has taken its end within a minute");
            }
          });
    }
  }

  void failed(String why) {
    if (gone) {
      return;
    }
    forget();
    try {
      sink.fail(why);
    } catch (RuntimeException | Error _) {
      // It can not even be told.
    }
  }

  private void forget() {
    if (!gone) {
      gone = true;
      stopReading();
      recorder.forget(this);
    }
  }

  private void stopReading() {
    states.forEach(Aggregator.Handle::cancelled);
    if (changes != null) {
      changes.close();
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  private void guarded(Writing writing) {
    try {
      writing.write();
    } catch (IOException failed) {
      failed(String.valueOf(failed.getMessage()));
    } catch (RuntimeException | Error broken) {
      failed(broken.toString());
    }
  }

  @Override
  public void stop() {
    recorder.post(this::lastWords);
  }

  @Override
  public void mark(Consumer<Description> then) {
    recorder.post(() -> place(() -> then.accept(Streams.description(aggregator))));
  }

  /// Has `then` called when all that is told until now is there: in the order in which the
  /// aggregator gets to it.
  private void place(Writing then) {
    states.forEach(Aggregator.Handle::tell);
    Runnable reached =
        () -> {
          if (!ended && !gone) {
            guarded(then);
          }
        };
    boolean open = aggregator.submit(() -> recorder.post(() -> recorder.mark(reached)));
    if (!open) {
      recorder.mark(reached); // it has told what there was to tell
    }
  }

  @Override
  public void cancel() {
    recorder.post(this::forget);
  }

  @Override
  public void run(Runnable onThread) {
    recorder.post(() -> guarded(onThread::run));
  }

  private static Timestamp timestamp() {
    return Times.timestamp(Times.now());
  }

  /// What the aggregator says, on its way to the recorder's thread.
  private final class States<T> implements Outlet<T> {
    private final Function<T, Record.Builder> wrap;

    States(Function<T, Record.Builder> wrap) {
      this.wrap = wrap;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(T message) {
      if (!gone) {
        Record record = wrap.apply(message).build();
        recorder.post(() -> take(record));
      }
    }

    @Override
    public void complete() {}

    @Override
    public void fail(Status status) {
      recorder.post(() -> failed(String.valueOf(status.getDescription())));
    }

    @Override
    public long connection() {
      return 0;
    }
  }
}
