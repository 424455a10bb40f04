package dev.vitrine.console.server.internal.record;

import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.console.server.internal.aggregate.Aggregator;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.EventBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The thread `vitrine-console-recorder`: takes events out of their lanes, and hands them, along
/// with what the console's streams say, to all recordings that run.
///
/// It exists while there is a recording. What a sink takes long for is not waited for by anything
/// but this thread, and then lanes fill, drop and count.
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

  @SuppressWarnings("ThreadPriorityCheck") // it is the scheduler that is asked
  private final GivingWay givingWay = new GivingWay(this::isPressed, Times::now, Thread::yield);

  private @Nullable EventFeed feed;
  private @Nullable EventBatches batches;
  private boolean isShared; // what was taken out of the lanes, between two that begin

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
    var recording = new Running(this, aggregator, sink, forNanos);
    synchronized (starting) {
      if (thread == null) {
        try {
          thread = startThread(Instruments.events());
        } catch (IllegalStateException | OutOfMemoryError refused) {
          recording.failed(String.valueOf(refused.getMessage()));
          return recording;
        }
      }
      running.add(recording);
      work.add(() -> begin(recording));
    }
    wake();
    return recording;
  }

  private Thread startThread(EventFeed feed) {
    boolean started = false;
    try {
      Thread made =
          Thread.ofPlatform().daemon().name("vitrine-console-recorder").start(() -> run(feed));
      started = true;
      return made;
    } finally {
      if (!started) {
        feed.close();
      }
    }
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  /// Has a job done by the thread. Any thread may call.
  void post(Runnable job) {
    work.add(job);
    wake();
  }

  /// Has `reached` run when what has happened until now has been handed to the sinks. On the
  /// thread.
  void mark(Runnable reached) {
    marks.add(reached);
  }

  /// For a sink that works for long, to call every 50 µs or so: lets the program's threads have the
  /// processor, unless there is a reason to make haste ([GivingWay]). On the thread.
  public void giveWay() {
    givingWay.now();
  }

  private boolean isPressed() {
    EventFeed mine = feed;
    return !work.isEmpty() || mine == null || mine.isBehind();
  }

  /// Hands nothing more to a recording.
  void forget(Running recording) {
    synchronized (starting) {
      running.remove(recording);
    }
  }

  private void run(EventFeed feed) {
    try (var _ = GcPauses.listen(this::paused)) {
      var taken = new EventBatches(feed, this::giveWay);
      this.feed = feed;
      batches = taken;
      record(feed, taken);
    } catch (RuntimeException | Error broken) {
      fail(feed, broken);
    }
  }

  /// This thread can not go on: all recordings end, and the next one has a new thread.
  private void fail(EventFeed feed, Throwable broken) {
    List<Running> all;
    synchronized (starting) {
      close(feed);
      all = List.copyOf(running);
      running.clear();
    }
    all.forEach(one -> one.failed("the recorder has failed: " + broken));
  }

  /// The thread ends; what waits in the lanes is garbage. Under the lock, as the next one may
  /// begin.
  private void close(EventFeed open) {
    open.close();
    feed = null;
    batches = null;
    thread = null;
  }

  private void paused(GcPause pause) {
    Record record =
        Record.newBuilder()
            .setPauses(dev.vitrine.console.proto.v1.GcPauses.newBuilder().addPauses(pause))
            .build();
    work.add(() -> publish(record));
  }

  private void record(EventFeed feed, EventBatches batches) {
    var rounds = new Rounds(feed, batches);
    while (rounds.next()) {}
  }

  /// A method a round, for the JIT: a loop that never ends is interpreted for its first minutes.
  private final class Rounds {
    private final EventFeed feed;
    private final EventBatches batches;
    private long flushAt = Times.now() + FLUSH_NANOS;
    private long namesAt = Times.now();

    Rounds(EventFeed feed, EventBatches batches) {
      this.feed = feed;
      this.batches = batches;
    }

    /// @return false when there is no recording any more
    boolean next() {
      for (Runnable job = work.poll(); job != null; job = work.poll()) {
        job.run();
      }
      synchronized (starting) {
        if (running.isEmpty() && work.isEmpty()) {
          close(feed);
          return false;
        }
      }
      if (haveAllBegun() && takeOut() && !feed.isBehind()) {
        LockSupport.parkNanos(Recorder.this, PAUSE_NANOS);
      } // else a job is there, or more than a pause will bring
      return true;
    }

    /// Takes out what is in the lanes, and hands it on.
    ///
    /// @return false if a recording was started meanwhile, and has to begin first
    private boolean takeOut() {
      isShared = false;
      long now = Times.now();
      // Before the lanes are emptied: what happened until somebody said stop is taken out after it.
      List<Running> over = allOver(now);
      List<Runnable> due = marks.isEmpty() ? List.of() : List.copyOf(marks);
      boolean isAwaited = !over.isEmpty() || !due.isEmpty();
      givingWay.begin(isAwaited);
      boolean flush = isAwaited || now - flushAt >= 0;
      if (flush) {
        feed.drain(batches);
      } else {
        feed.drainBlocks(batches);
      }
      if (!haveAllBegun()) {
        isShared = true; // one was started meanwhile, and what was taken out may be its own
        return false;
      }
      marks.clear();
      if (!over.isEmpty() || now - namesAt >= 0) {
        namesAt = now + NAMES_NANOS;
        publish(batches.takeThreads());
      }
      publish(flush ? batches.takeAll() : batches.takeFull(), flush);
      if (flush) {
        flushAt = now + FLUSH_NANOS;
      }
      due.forEach(Runnable::run);
      if (!over.isEmpty()) {
        long lost = batches.lost();
        over.forEach(one -> one.end(lost));
      }
      for (Running one : running) {
        one.forgetIfHandedOn();
      }
      return true;
    }

    private List<Running> allOver(long now) {
      var over = new ArrayList<Running>();
      for (Running one : running) {
        if (one.isOver(now)) {
          over.add(one);
        }
      }
      return over;
    }
  }

  /// What happened before it is handed to the others first.
  private void begin(Running recording) {
    EventBatches taken = Objects.requireNonNull(batches);
    if (!isShared) {
      publish(taken.takeAll(), false);
    }
    recording.begin(taken.lossesUntilNow());
  }

  private boolean haveAllBegun() {
    for (Running one : running) {
      if (!one.hasBegun()) {
        return false;
      }
    }
    return true;
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
}
