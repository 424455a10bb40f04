package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.proto.v1.Tier;
import dev.vitrine.console.server.internal.query.BadQuery;
import dev.vitrine.console.server.internal.read.Signs;
import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The thread `vitrine-console`, which owns everything the server knows.
///
/// Others hand it work through [#submit]. It starts with the first client, and sleeps without a
/// limit while there is none. While a subscription asks for it the process is watched; when the
/// last of those is gone, a moment longer, so that a client that goes from one view to the next
/// does not turn the watching off and on.
public final class Aggregator implements AutoCloseable {
  private static final int MOST_SUBSCRIPTIONS = 512;
  private static final int MOST_WAITING = 10_000;
  private static final long GLANCE_NANOS = 20_000_000L;
  private static final long FAILED_NANOS = 10_000_000L;

  private final Source source;
  private final long intervalNanos;
  private final long graceNanos;
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object starting = new Object();
  private @Nullable Thread thread;
  private volatile boolean closed;

  // From here on the thread's own.
  private final Set<Subscription> subscriptions = new HashSet<>();
  private final Set<Long> pausing = new HashSet<>();
  private final Map<Long, Long> skippedMessages = new HashMap<>();
  private final Signs signs;
  private final Population population;
  private final Census census;
  private volatile @Nullable Watch watch; // read by anybody
  private long unwatchAtNanos;
  private boolean isUnwatching;
  private long watcherBits;
  private long nextTickNanos;

  /// @param interval between two messages of a stream
  /// @param grace for which the process stays watched after the last who asked for it
  public Aggregator(Source source, Duration interval, Duration grace) {
    this.source = source;
    this.intervalNanos = interval.toNanos();
    this.graceNanos = grace.toNanos();
    this.signs = new Signs(source.incidentThresholdNanos());
    this.population = new Population(source, signs);
    this.census = new Census(source);
  }

  /// Has `job` run by the thread. Any thread may call; never blocks.
  ///
  /// @return false when it is closed, and the job is not run
  public boolean submit(Runnable job) {
    synchronized (starting) {
      if (closed) {
        return false;
      }
      if (thread == null) {
        thread = Thread.ofPlatform().daemon().name("vitrine-console").start(this::run);
      }
      work.add(job);
      return true;
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /// Has a call answered by the thread, unless too many wait already. Any thread may call.
  public <T> void call(Outlet<T> outlet, Runnable job) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      outlet.fail(Status.RESOURCE_EXHAUSTED.withDescription("too many calls are waiting"));
      return;
    }
    submit(
        () -> {
          waiting.decrementAndGet();
          guarded(job, outlet::fail);
        });
  }

  /// Ends the thread and the watching. What is still to be sent is not.
  @Override
  public void close() {
    synchronized (starting) { // nothing comes behind the last job
      submit(
          () -> {
            subscriptions.forEach(one -> guarded(one::ended, _ -> {}));
            subscriptions.clear();
            unwatch();
          });
      closed = true;
    }
  }

  private void run() {
    nextTickNanos = Times.now() + intervalNanos;
    while (!closed || !work.isEmpty()) {
      try {
        round();
      } catch (InterruptedException | RuntimeException | Error _) {
        // Nobody interrupts this thread, which is ours alone, and what fails is guarded; what comes
        // here is a heap that is full. Without this thread every console would stand still.
        LockSupport.parkNanos(FAILED_NANOS);
      }
    }
  }

  private void round() throws InterruptedException {
    for (Runnable job = await(); job != null; ) {
      guarded(job, _ -> {});
      job = Times.now() - nextTickNanos < 0 ? work.poll() : null;
    }
    if (closed && work.isEmpty()) {
      return;
    }
    if (Times.now() - nextTickNanos >= 0) {
      guarded(this::tick, _ -> {}); // a call may even throw when it is told that it has failed
      nextTickNanos = Times.now() + intervalNanos;
    }
    guarded(this::glance, _ -> {});
  }

  private @Nullable Runnable await() throws InterruptedException {
    if (subscriptions.isEmpty() && watch == null) {
      Runnable job = work.take();
      nextTickNanos = Times.now() + intervalNanos;
      return job;
    }
    long patience = Math.max(0, nextTickNanos - Times.now());
    for (Subscription one : subscriptions) {
      if (one.isImpatient()) {
        patience = Math.min(patience, GLANCE_NANOS);
      }
    }
    return work.poll(patience, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    adjustWatch();
    Watch open = watch;
    if (open != null) {
      if (population.isWatched()) {
        guarded(() -> population.tick(open), _ -> {});
      } else {
        open.drainChanged(_ -> {});
      }
    }
    for (Subscription one : new ArrayList<>(subscriptions)) {
      guarded(one::tick, status -> drop(one, status));
    }
  }

  /// In loops, as streams cost more than the glances: what runs so seldom is not compiled for long.
  private void glance() {
    for (Subscription one : new ArrayList<>(subscriptions)) {
      if (one.isImpatient()) {
        guarded(one::glance, status -> drop(one, status));
      }
    }
  }

  /// What the program shows is not ours: whatever it throws ends one call, never this thread.
  private static void guarded(Runnable job, Consumer<Status> onFailure) {
    try {
      job.run();
    } catch (BadQuery wrong) {
      onFailure.accept(Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()));
    } catch (RuntimeException | Error failure) {
      System.err.println("vitrine: the console failed to read the program: " + failure);
      onFailure.accept(Status.INTERNAL.withDescription(failure.toString()).withCause(failure));
    }
  }

  // Subscriptions

  /// Takes a stream on. Called on the thread.
  void add(Subscription one) {
    if (subscriptions.size() >= MOST_SUBSCRIPTIONS) {
      giveBack(one);
      one.fail(Status.RESOURCE_EXHAUSTED.withDescription(MOST_SUBSCRIPTIONS + " streams are open"));
      return;
    }
    subscriptions.add(one);
    adjustWatch();
    guarded(one::begin, status -> drop(one, status));
  }

  /// The call of this stream has ended. Called on the thread.
  void remove(Subscription one) {
    if (subscriptions.remove(one)) {
      one.ended();
      giveBack(one);
      adjustWatch();
    }
  }

  private void giveBack(Subscription one) {
    if (one instanceof UpdateWatcher watcher) {
      watcherBits &= ~watcher.bit();
    }
  }

  private void drop(Subscription one, Status status) {
    remove(one);
    one.fail(status);
  }

  /// Opens WatchUpdates. Any thread may call, as with all that answer a [Handle].
  public Handle watchUpdates(Outlet<Update> outlet) {
    return subscribe(
        outlet,
        () -> {
          long bit = Long.lowestOneBit(~watcherBits);
          if (bit == 0) {
            throw new Refused(Long.SIZE + " clients watch already");
          }
          watcherBits |= bit;
          return new UpdateWatcher(this, population, outlet, bit);
        });
  }

  /// Opens a stream of all tasks and of their changes. What is sent is not held up by the outlet.
  ///
  /// @param listed has had changes listed since the instant from which on they are wanted, and is
  ///   closed by whoever has opened it; null when there was nothing to watch
  public Handle watchTaskChanges(Outlet<TasksUpdate> outlet, @Nullable Watch listed) {
    return subscribe(outlet, () -> new TaskChanges(this, outlet, listed));
  }

  public Handle watchState(Outlet<State> outlet) {
    return subscribe(outlet, () -> new StateWatcher(this, outlet));
  }

  /// Opens a stream of whole answers.
  ///
  /// @param answers made on the thread; may throw [BadQuery] or [Refused]
  public <T> Handle watch(Outlet<T> outlet, Stream<T> answers) {
    return subscribe(
        outlet,
        () ->
            new Feed<>(
                this, outlet, answers.open(this), answers.needsWatch(), answers.obeysPause()));
  }

  /// How to open a stream of whole answers.
  public interface Stream<T> {
    /// Called on the thread.
    Feed.Answers<T> open(Aggregator aggregator);

    /// Whether the process has to be watched meanwhile.
    boolean needsWatch();

    /// Whether a pause asked for by tokio-console holds the stream up.
    default boolean obeysPause() {
      return false;
    }
  }

  /// One open stream, for the call it belongs to. Any thread may use it.
  public interface Handle {
    void ready();

    /// Has the stream say now what there is to say, without waiting for the next interval.
    void tell();

    void cancelled();
  }

  private interface Opening {
    Subscription open();
  }

  private <T> Handle subscribe(Outlet<T> outlet, Opening opening) {
    var opened = new Subscription[1];
    call(
        outlet,
        () -> {
          try {
            opened[0] = opening.open();
          } catch (Refused refused) {
            outlet.fail(refused.status());
            return;
          }
          add(opened[0]);
        });
    return new Handle() {
      @Override
      public void ready() {
        submit(
            () -> {
              Subscription one = opened[0];
              if (one != null && subscriptions.contains(one)) {
                guarded(one::ready, status -> drop(one, status));
              }
            });
      }

      @Override
      public void tell() {
        submit(
            () -> {
              Subscription one = opened[0];
              if (one != null && subscriptions.contains(one)) {
                guarded(one::tell, status -> drop(one, status));
              }
            });
      }

      @Override
      public void cancelled() {
        submit(
            () -> {
              if (opened[0] != null) {
                remove(opened[0]);
              }
            });
      }
    };
  }

  /// A stream can not be opened.
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Status status;

    public Refused(String reason) {
      this(Status.RESOURCE_EXHAUSTED.withDescription(reason));
    }

    public Refused(Status status) {
      super(status.toString());
      this.status = status;
    }

    public Status status() {
      return status;
    }
  }

  // Watching

  void joined(UpdateWatcher watcher) {
    population.join(watcher, watch);
  }

  private void adjustWatch() {
    boolean isWanted = subscriptions.stream().anyMatch(Subscription::needsWatch);
    if (isWanted) {
      isUnwatching = false;
      if (watch == null) {
        openWatch();
      }
    } else if (watch != null) {
      long now = Times.now();
      if (!isUnwatching) {
        isUnwatching = true;
        unwatchAtNanos = now + graceNanos;
      }
      if (now - unwatchAtNanos >= 0) {
        unwatch();
      }
    }
  }

  private void openWatch() {
    try {
      Watch opened = source.watch();
      // Whatever has changed until now is read along with all that lives.
      opened.drainChanged(_ -> {});
      watch = opened;
      population.fill();
    } catch (IllegalStateException _) {
      // No runtime has been loaded. Asked again at the next tick.
    }
  }

  private void unwatch() {
    Watch open = watch;
    watch = null;
    isUnwatching = false;
    if (open != null) {
      open.close();
    }
  }

  // The pause

  boolean isPaused() {
    return !pausing.isEmpty();
  }

  /// Holds up the streams of tokio-console's protocol until somebody resumes or the connection
  /// ends. On the thread.
  public void pause(long connection) {
    setPausing(() -> pausing.add(connection));
  }

  /// Ends the pause, whoever has asked for it. On the thread.
  public void resume() {
    setPausing(pausing::clear);
  }

  /// A connection has ended, and with it what it asked for. Any thread may call.
  public void disconnected(long connection) {
    synchronized (starting) {
      if (thread == null) {
        return;
      }
    }
    submit(
        () -> {
          skippedMessages.remove(connection);
          setPausing(() -> pausing.remove(connection));
        });
  }

  private void setPausing(Runnable change) {
    boolean before = isPaused();
    change.run();
    if (before != isPaused()) {
      for (Subscription one : new ArrayList<>(subscriptions)) {
        guarded(one::pauseChanged, status -> drop(one, status));
      }
    }
  }

  // What the answers are made of

  public Source source() {
    return source;
  }

  Signs signs() {
    return signs;
  }

  public long intervalNanos() {
    return intervalNanos;
  }

  Census census() {
    return census;
  }

  /// Finished tasks that are kept; none while nobody watches.
  public List<TaskView> finished() {
    Watch open = watch;
    return open == null ? List.of() : open.finished();
  }

  /// The task, or a finished one that is kept.
  Optional<TaskView> task(long id) {
    return source.task(id);
  }

  Optional<Watch> openedWatch() {
    return Optional.ofNullable(watch);
  }

  boolean isExact() {
    return watch != null;
  }

  void messageSkipped(long connection) {
    skippedMessages.merge(connection, 1L, Long::sum);
  }

  Losses losses(long connection) {
    Watch open = watch;
    return Losses.newBuilder()
        .setIncidents(source.forgottenIncidents())
        .setFinishedTasks(open == null ? 0 : open.finishedDropped())
        .setResources(resourcesDropped())
        .setMessages(skippedMessages.getOrDefault(connection, 0L))
        .build();
  }

  /// Resources that were left out of the list since the watch was opened.
  long resourcesDropped() {
    Watch open = watch;
    return open == null ? 0 : open.resourcesDropped();
  }

  public Stamp stamp() {
    Tier tier =
        !source.isOn() ? Tier.TIER_OFF : watch == null ? Tier.TIER_ALWAYS : Tier.TIER_WATCHED;
    return Stamp.newBuilder().setNow(Times.timestamp(Times.now())).setTier(tier).build();
  }
}
