package dev.vitrine.console.server.internal.record;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.aggregate.Outlet;
import dev.vitrine.console.server.internal.aggregate.Streams;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Watch;
import dev.vitrine.recording.EventBytes;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The thread `vitrine-console-recorder`: takes events out of the rings, and hands them, along with
/// what the console's streams say, to all recordings that run.
///
/// It exists while there is a recording. What a sink takes long for is not waited for by anything
/// but this thread, and then rings fill, drop and count.
public final class Recorder {
  private static final long PAUSE_NANOS = 5_000_000;
  private static final long FLUSH_NANOS = 200_000_000;
  private static final long NAMES_NANOS = 1_000_000_000;

  private static final Recorder PROCESS = new Recorder();

  private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final Object starting = new Object();

  /// Recordings that were started and have not ended; changed under the lock.
  private final List<Running> running = new CopyOnWriteArrayList<>();

  private volatile @Nullable Thread thread;

  // From here on the thread's own.
  private final List<Runnable> marks = new ArrayList<>();

  private Recorder() {}

  /// The only one: the events of a process can be read once.
  public static Recorder ofProcess() {
    return PROCESS;
  }

  /// A recording that runs.
  public interface Recording {
    /// Ends it: what has happened until now, and what there is to say of it, is still handed to the
    /// sink, and then its end. Any thread may call, more than once.
    void stop();

    /// Forgets it: nobody wants the rest.
    void cancel();

    /// Has `then` called, on the recorder's thread, when what has happened until now, and what
    /// there is to say of it, has been handed to the sink. It is not called when the recording ends
    /// first. Any thread may call.
    ///
    /// @param then is given the process as it is now
    void mark(Consumer<Description> then);

    /// Has the sink called again: it has room.
    void run(Runnable onThread);
  }

  /// Starts a recording: what happens from now on is in it, tasks that end before it can ask for
  /// them included. Any thread may call.
  ///
  /// @param aggregator where states come from
  /// @param forNanos after which it ends by itself; 0 for never
  public Recording start(Aggregator aggregator, RecordingSink sink, long forNanos) {
    var recording = new Running(aggregator, sink, forNanos);
    synchronized (starting) {
      if (thread == null) {
        EventFeed feed;
        try {
          feed = Instruments.events();
        } catch (IllegalStateException refused) {
          sink.fail(String.valueOf(refused.getMessage()));
          return recording;
        }
        Thread made =
            Thread.ofPlatform()
                .daemon()
                .name("vitrine-console-recorder")
                .unstarted(() -> run(feed));
        thread = made;
        made.start();
      }
      recording.list();
      running.add(recording);
      work.add(recording::begin);
    }
    wake();
    return recording;
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  private void run(EventFeed feed) {
    try (var _ = GcPauses.listen(this::paused)) {
      record(feed);
    } catch (RuntimeException | Error broken) {
      fail(feed, broken);
    }
  }

  /// This thread can not go on: all recordings end, and the next one has a new thread.
  private void fail(EventFeed feed, Throwable broken) {
    List<Running> all;
    synchronized (starting) {
      feed.close();
      thread = null;
      all = List.copyOf(running);
      running.clear();
    }
    all.forEach(one -> one.failed("the recorder has failed: " + broken));
  }

  private void paused(GcPause pause) {
    Record record =
        Record.newBuilder()
            .setPauses(dev.vitrine.console.proto.v1.GcPauses.newBuilder().addPauses(pause))
            .build();
    work.add(() -> publish(record));
  }

  private void record(EventFeed feed) {
    var batches = new EventBatches(feed);
    long flushAt = Times.now() + FLUSH_NANOS;
    long namesAt = Times.now();
    while (true) {
      for (Runnable job = work.poll(); job != null; job = work.poll()) {
        job.run();
      }
      synchronized (starting) {
        if (running.isEmpty() && work.isEmpty()) {
          feed.close();
          thread = null;
          return;
        }
      }
      if (!haveAllBegun()) {
        LockSupport.parkNanos(this, PAUSE_NANOS); // what it is to have lies in the rings
        continue;
      }
      long now = Times.now();
      // Before the rings are emptied: what happened until somebody said stop is taken out after it.
      List<Running> over = running.stream().filter(one -> one.isOver(now)).toList();
      List<Runnable> due = List.copyOf(marks);
      boolean full = feed.drain(batches);
      if (!haveAllBegun()) {
        continue; // it was started meanwhile, and what was taken out may be its own
      }
      marks.clear();
      boolean flush = !over.isEmpty() || !due.isEmpty() || now - flushAt >= 0;
      if (!over.isEmpty() || now - namesAt >= 0) {
        namesAt = now + NAMES_NANOS;
        publish(batches.takeThreads());
      }
      publish(flush ? batches.takeAll() : batches.takeFull(), flush);
      if (flush) {
        flushAt = now + FLUSH_NANOS;
      }
      due.forEach(Runnable::run);
      long lost = batches.lost();
      over.forEach(one -> one.end(lost));
      running.forEach(Running::forgetIfHandedOn);
      if (!full) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private boolean haveAllBegun() {
    return running.stream().allMatch(one -> one.begun);
  }

  private void publish(List<EventBytes> batches, boolean flush) {
    for (EventBytes batch : batches) {
      running.forEach(one -> one.take(batch));
    }
    if (flush) {
      running.forEach(Running::flush);
    }
  }

  private void publish(ThreadNames names) {
    if (names.getNamesCount() > 0) {
      publish(Record.newBuilder().setThreads(names).build());
    }
  }

  private void publish(Record record) {
    running.forEach(one -> one.take(record));
  }

  private final class Running implements Recording {
    private final Aggregator aggregator;
    private final RecordingSink sink;
    private final long forNanos;
    private final List<Aggregator.Handle> states = new ArrayList<>();
    private final List<Consumer<Description>> early = new ArrayList<>();
    private final long startedNanos = Times.now();
    private @Nullable Watch changes;
    private Description process = Description.getDefaultInstance();
    private boolean begun;
    private boolean stopping; // its last states are on their way
    private boolean stopped; // and all that happened until then is here
    private boolean ended; // the sink has been told so
    private boolean gone;
    private long endsAt;

    Running(Aggregator aggregator, RecordingSink sink, long forNanos) {
      this.aggregator = aggregator;
      this.sink = sink;
      this.forNanos = forNanos;
    }

    /// Has tasks that change listed from now on.
    void list() {
      try {
        changes = aggregator.source().watchChanges();
      } catch (IllegalStateException _) {
        // No runtime has been loaded, so no task is missed.
      }
    }

    void begin() {
      boolean open =
          aggregator.submit(
              () -> {
                Description read = Streams.description(aggregator);
                work.add(() -> begin(read));
                wake();
              });
      if (!open) {
        failed("the service that it reads from has been closed");
      }
    }

    private void begin(Description read) {
      if (gone) {
        return;
      }
      process = read;
      endsAt = Times.now() + forNanos;
      guarded(() -> sink.header(read, startedNanos));
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
      early.forEach(this::place);
      early.clear();
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
        place(_ -> stopped = true);
      }
    }

    void take(Record record) {
      if (begun && !ended && !gone) {
        guarded(() -> sink.record(record));
      }
    }

    void take(EventBytes events) {
      if (begun && !ended && !gone) {
        guarded(() -> sink.events(events));
      }
    }

    void flush() {
      if (begun && !ended && !gone) {
        guarded(sink::flush);
      }
    }

    void end(long lost) {
      guarded(() -> sink.end(now(), Losses.newBuilder().setEvents(lost + sink.lost()).build()));
      ended = true;
      states.forEach(Aggregator.Handle::cancelled);
    }

    void forgetIfHandedOn() {
      if (ended && sink.isHandedOn()) {
        forget();
      }
    }

    void failed(String why) {
      if (!gone) {
        sink.fail(why);
        forget();
      }
    }

    private void forget() {
      if (gone) {
        return;
      }
      gone = true;
      states.forEach(Aggregator.Handle::cancelled);
      if (changes != null) {
        changes.close();
      }
      synchronized (starting) {
        running.remove(this);
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
      } catch (RuntimeException broken) { // ends this recording, never the thread of all
        failed(broken.toString());
      }
    }

    @Override
    public void stop() {
      run(this::lastWords);
    }

    @Override
    public void mark(Consumer<Description> then) {
      run(() -> place(then));
    }

    private void place(Consumer<Description> then) {
      if (!begun && !gone) {
        early.add(then);
        return;
      }
      // In the order in which the aggregator gets to them: all that is told is there by then.
      states.forEach(Aggregator.Handle::tell);
      boolean open =
          aggregator.submit(
              () -> {
                Description read = Streams.description(aggregator);
                work.add(() -> marks.add(() -> reached(then, read)));
                wake();
              });
      if (!open) {
        marks.add(() -> reached(then, process)); // it has told what there was to tell
      }
    }

    private void reached(Consumer<Description> then, Description read) {
      if (!ended && !gone) {
        guarded(() -> then.accept(read));
      }
    }

    @Override
    public void cancel() {
      run(this::forget);
    }

    @Override
    public void run(Runnable onThread) {
      work.add(onThread);
      wake();
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
        Record record = wrap.apply(message).build();
        work.add(() -> take(record));
      }

      @Override
      public void complete() {}

      @Override
      public void fail(Status status) {
        work.add(() -> failed(String.valueOf(status.getDescription())));
      }

      @Override
      public long connection() {
        return 0;
      }
    }
  }

  private static Timestamp now() {
    return Times.timestamp(Times.now());
  }
}
