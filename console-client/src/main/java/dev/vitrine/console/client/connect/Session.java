package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.model.Board;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.thread.OwnThread;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.TaskPage;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Watches one process: connects, connects again when that is lost, and keeps a [Snapshot] up to
/// date.
///
/// Everything inside runs on one thread of its own, gRPC's callbacks included, so a server that
/// sends faster than this console reads is held back by the connection and not by memory.
///
/// - **Threads:** every public method may be called by any, and returns at once.
public final class Session implements AutoCloseable {
  private static final int DESCRIBE_SECONDS = 5;

  private final Address address;
  private final Function<Executor, ManagedChannel> channels;
  private final Runnable changed;
  private final OwnThread thread;
  private final AtomicReference<@Nullable Focus> wanted = new AtomicReference<>();
  private final Board live = new Board();
  private volatile Snapshot snapshot;

  // Below: the session's thread only.
  private Focus focus;
  private Connection connection;
  private @Nullable ManagedChannel channel;
  private @Nullable Feed feed;
  private @Nullable Board paused;
  private @Nullable TaskPage pausedPage;
  private @Nullable ScheduledFuture<?> retry;
  private Optional<ResourcesUpdate> resourcesBefore = Optional.empty(); // they were asked for last
  private boolean resourcesDue;
  private long pausedAtNanos;
  private long detailAtNanos; // as are resourcesAtNanos: when taken after the pause, 0 before it
  private long resourcesAtNanos;
  private long lostAtNanos;
  private int failures;
  private int generation;

  private Session(
      Address address, Focus focus, Function<Executor, ManagedChannel> channels, Runnable changed) {
    this.address = address;
    this.focus = focus;
    this.channels = channels;
    this.changed = changed;
    this.connection = new Connection.Connecting(1, System.nanoTime());
    this.snapshot = Snapshot.empty(address.toString(), connection);
    this.thread = new OwnThread("vitrine-session", this::failed);
  }

  /// Starts to watch.
  ///
  /// @param focus what the views show at first
  /// @param changed told, by the session's thread, after each change of [#snapshot]; must return
  ///   soon
  public static Session open(Address address, Focus focus, Runnable changed) {
    return open(address, focus, executor -> Channels.open(address, executor), changed);
  }

  static Session open(
      Address address, Focus focus, Function<Executor, ManagedChannel> channels, Runnable changed) {
    var session = new Session(address, focus, channels, changed);
    session.thread.execute(session::connect);
    return session;
  }

  /// What is known now.
  public Snapshot snapshot() {
    return snapshot;
  }

  /// The views show something else now. Of several calls in a row the last one counts.
  public void focus(Focus shown) {
    if (wanted.getAndSet(shown) == null) {
      thread.execute(this::refocus);
    }
  }

  /// Stops the views, not the program: data goes on arriving and is shown again after
  /// `pause(false)`. A task or resources that are opened meanwhile are shown as they are then,
  /// which [Snapshot#lateNanos] tells.
  public void pause(boolean on) {
    thread.execute(
        () -> {
          if (on == (paused != null)) {
            return;
          }
          paused = on ? live.frozen() : null;
          pausedPage = on ? live.page().orElse(null) : null;
          resourcesDue = on && focus.resources() && !areResourcesNew();
          pausedAtNanos = on ? System.nanoTime() : 0;
          detailAtNanos = 0;
          resourcesAtNanos = 0;
          publish();
        });
  }

  /// Cuts the wait for the next try short. Does nothing while connected.
  public void retryNow() {
    thread.execute(
        () -> {
          if (connection instanceof Connection.Lost && retry != null) {
            retry.cancel(false);
            connect();
          }
        });
  }

  /// Ends the session. The snapshot stays.
  @Override
  public void close() {
    thread.execute(
        () -> {
          connection = new Connection.Closed();
          thread.end();
          disconnect();
          publish();
        });
  }

  private void refocus() {
    Focus next = wanted.getAndSet(null);
    if (next == null || next.equals(focus)) {
      return;
    }
    if (next.taskId() != focus.taskId()) {
      live.noDetail();
    }
    if (!next.resources()) {
      resourcesDue = false;
    } else if (!focus.resources() || !next.openGroups().equals(focus.openGroups())) {
      resourcesBefore = live.resources();
      resourcesDue = paused != null;
    }
    focus = next;
    if (feed != null) {
      feed.focus(next);
    } else if (live.service() == Snapshot.Service.TOKIO) {
      live.answerFromStore(next);
    }
    if (paused != null) {
      if (paused.service() == Snapshot.Service.TOKIO) {
        paused.answerFromStore(next);
      } else if (pausedPage != null) {
        paused.reorder(pausedPage, next);
      }
    }
    publish();
  }

  private void connect() {
    int mine = ++generation;
    retry = null;
    connection = new Connection.Connecting(failures + 1, System.nanoTime());
    publish();
    ManagedChannel opened = channels.apply(thread);
    channel = opened;
    var stub = ConsoleGrpc.newStub(opened).withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS);
    Subscription.start(
        stub::describe,
        DescribeRequest.getDefaultInstance(),
        description -> described(mine, opened, description),
        status -> notDescribed(mine, opened, status));
  }

  private void described(int mine, ManagedChannel opened, Description description) {
    if (mine == generation) {
      live.describe(description);
      isLive();
      begin(new VitrineFeed(opened, live, focus, listener(mine)));
    }
  }

  private void notDescribed(int mine, ManagedChannel opened, Status status) {
    if (mine != generation || status.isOk()) {
      return;
    }
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      begin(new TokioFeed(opened, live, focus, listener(mine)));
    } else {
      failed(mine, status);
    }
  }

  private void begin(Feed started) {
    feed = started;
    started.start();
  }

  private Feed.Listener listener(int mine) {
    return new Feed.Listener() {
      @Override
      public void changed() {
        if (mine == generation) {
          isLive();
          takeResources();
          takeDetail();
          publish();
        }
      }

      @Override
      public void ended(Status status) {
        failed(mine, status);
      }
    };
  }

  /// A paused view has no answer to what was asked later. It takes the first one, and no other.
  private void takeResources() {
    if (paused != null && resourcesDue && areResourcesNew()) {
      paused.resourcesOf(live);
      resourcesDue = false;
      resourcesAtNanos = System.nanoTime();
    }
  }

  /// The same of a task.
  private void takeDetail() {
    long id = focus.taskId();
    if (paused != null && !paused.hasDetail(id) && live.hasDetail(id)) {
      paused.detailOf(live);
      detailAtNanos = System.nanoTime();
    }
  }

  private long lateNanos() {
    long taken = focus.taskId() != 0 ? detailAtNanos : focus.resources() ? resourcesAtNanos : 0;
    return taken == 0 ? 0 : Math.max(1, taken - pausedAtNanos);
  }

  /// Whether they have arrived since they were asked for. Each answer is a message of its own.
  @SuppressWarnings("ReferenceEquality")
  private boolean areResourcesNew() {
    return live.resources().orElse(null) != resourcesBefore.orElse(null);
  }

  private void isLive() {
    if (!(connection instanceof Connection.Live)) {
      connection = new Connection.Live(System.nanoTime());
      failures = 0;
      lostAtNanos = 0;
    }
  }

  private void failed(int mine, Status status) {
    if (mine != generation) {
      return;
    }
    Throwable cause = status.getCause();
    if (status.getCode() == Status.Code.CANCELLED && cause != null) {
      // What arrived could not be dealt with here, and gRPC has given up the call because of that.
      failed(cause);
      return;
    }
    boolean wasLive = connection instanceof Connection.Live;
    int next = ++generation;
    disconnect();
    // To find out what answers there may take seconds, which is not this thread's to spend.
    Thread.ofVirtual()
        .name("vitrine-diagnosis")
        .start(
            () -> {
              var diagnosis = Diagnosis.of(address, status, wasLive);
              thread.execute(() -> lost(next, diagnosis));
            });
  }

  private void lost(int mine, Diagnosis diagnosis) {
    if (mine != generation) {
      return;
    }
    tryAgain(diagnosis.trouble(), diagnosis.reason(), diagnosis.advice());
    publish();
  }

  private void tryAgain(Connection.Trouble trouble, String reason, String advice) {
    failures++;
    long now = System.nanoTime();
    lostAtNanos = lostAtNanos == 0 ? now : lostAtNanos;
    long delay = Backoff.after(failures).toNanos();
    connection =
        new Connection.Lost(
            trouble, reason, advice, live.takenAtNanos() != 0, failures, lostAtNanos, now + delay);
    if (retry != null) {
      retry.cancel(false);
    }
    retry = thread.schedule(this::connect, delay, TimeUnit.NANOSECONDS);
  }

  /// A step of this session has failed, and what it has left undone is not known: it begins anew.
  private void failed(Throwable failure) {
    if (connection instanceof Connection.Closed) {
      return; // nobody looks any more
    }
    generation++;
    disconnect();
    tryAgain(
        Connection.Trouble.FAILED,
        "this is a mistake in vitrine itself: " + failure,
        "The program is not to blame. Data is kept; the next try may go well.");
    // Not publish(), which may be what has failed.
    snapshot = snapshot.withConnection(connection);
    changed.run();
  }

  private void disconnect() {
    if (feed != null) {
      feed.stop();
      feed = null;
    }
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  private void publish() {
    Board shown = paused == null ? live : paused;
    snapshot =
        shown.snapshot(
            address.toString(), connection, focus.taskId(), live, pausedAtNanos, lateNanos());
    changed.run();
  }
}
