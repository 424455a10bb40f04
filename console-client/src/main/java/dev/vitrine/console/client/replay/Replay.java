package dev.vitrine.console.client.replay;

import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.record.Contents;
import dev.vitrine.console.client.thread.OwnThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Plays a recording: lets its time go by, and keeps a [Snapshot] of where it is.
///
/// - **Threads:** every public method may be called by any, and returns at once; the file is read
///   on a thread of its own. Only [#open] reads it itself.
public final class Replay implements AutoCloseable {
  private static final int TICK_MILLIS = 200;
  private static final double SLOWEST = 1.0 / 8;
  private static final double FASTEST = 64;

  private final RecordingPlayer player;
  private final Runnable changed;
  private final OwnThread thread;
  private final AtomicReference<@Nullable Focus> wanted = new AtomicReference<>();
  private volatile Snapshot snapshot;

  // Below: the thread of its own only.
  private Focus focus;
  private long position;
  private double speed = 1;
  private boolean playing = true;
  private long movedAtNanos;

  private Replay(RecordingPlayer player, Snapshot first, Focus focus, Runnable changed) {
    this.player = player;
    this.snapshot = first;
    this.focus = focus;
    this.changed = changed;
    thread = new OwnThread("vitrine-replay", this::failed);
  }

  /// Opens a recording and plays it from its beginning.
  ///
  /// @param focus what the views show at first
  /// @param changed told after each change of [#snapshot]; must return soon
  /// @param progress is told now and then how many bytes of the file are behind it, until it is
  ///   open
  /// @throws dev.vitrine.recording.RecordingException if it is no recording, or one of a version
  ///   that is not known
  public static Replay open(Path file, Focus focus, Runnable changed, LongConsumer progress)
      throws IOException {
    var player = RecordingPlayer.open(file, progress);
    var replay = new Replay(player, player.at(0, focus, 1, true), focus, changed);
    replay.thread.execute(replay::start);
    return replay;
  }

  private void start() {
    movedAtNanos = System.nanoTime();
    var _ = thread.repeat(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Where it is.
  public Snapshot snapshot() {
    return snapshot;
  }

  /// What is in the recording.
  public Contents contents() {
    return player.contents();
  }

  /// The views show something else now. Of several calls in a row the last one counts.
  public void focus(Focus shown) {
    if (wanted.getAndSet(shown) == null) {
      thread.execute(
          () -> {
            Focus next = wanted.getAndSet(null);
            focus = next == null ? focus : next;
            show();
          });
    }
  }

  /// Stops, or goes on; at the end from the beginning.
  public void toggle() {
    thread.execute(
        () -> {
          move();
          if (!playing && position >= player.lengthNanos()) {
            position = 0;
          }
          playing = !playing;
          show();
        });
  }

  /// Doubles the speed, or halves it.
  public void faster(boolean on) {
    thread.execute(
        () -> {
          move();
          speed = Math.clamp(on ? speed * 2 : speed / 2, SLOWEST, FASTEST);
          show();
        });
  }

  /// Goes on, or back.
  ///
  /// @param nanos negative for back
  public void step(long nanos) {
    thread.execute(
        () -> {
          move();
          go(position + nanos);
        });
  }

  /// Goes to where the next incident begins to be seen, or the one before, and stops there. Stays
  /// where there is none.
  public void incident(boolean forward) {
    thread.execute(
        () -> {
          move();
          OptionalLong found =
              forward ? player.nextIncident(position) : player.previousIncident(position);
          if (found.isPresent()) {
            playing = false;
            go(found.getAsLong());
          }
        });
  }

  private void go(long to) {
    position = Math.clamp(to, 0, player.lengthNanos());
    show();
  }

  private void tick() {
    if (playing) {
      move();
      show();
    }
  }

  /// Time has gone by since the last look.
  private void move() {
    long now = System.nanoTime();
    if (playing) {
      position += (long) ((now - movedAtNanos) * speed);
      if (position >= player.lengthNanos()) {
        position = player.lengthNanos();
        playing = false;
      }
    }
    movedAtNanos = now;
  }

  private void show() {
    try {
      snapshot = player.at(position, focus, speed, playing);
    } catch (IOException unreadable) {
      stop(String.valueOf(unreadable.getMessage()));
    }
    changed.run();
  }

  private void failed(Throwable failure) {
    stop("this is a mistake in vitrine itself: " + failure);
    changed.run();
  }

  private void stop(String trouble) {
    playing = false;
    snapshot =
        snapshot.withConnection(
            new Connection.Replaying(position, player.lengthNanos(), speed, false, trouble));
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          thread.end();
          try {
            player.close();
          } catch (IOException ignored) {
            // It was only read.
          }
        });
  }
}
