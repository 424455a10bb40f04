package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.Kind;
import dev.vitrine.instrument.TaskView.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Tells which signs a task shows.
///
/// That it has lost its waker can not be seen in one look: whoever wakes a task takes its waker
/// first and calls it then, a driver even takes those of all its events first. In between the task
/// looks like one that nobody will ever wake. So it is only suspected of it then, and has lost its
/// waker when a look [#SETTLED_NANOS] later finds it still so, with neither a poll nor a wake-up
/// since.
///
/// What is remembered belongs to one thread.
public final class Signs {
  /// Those that can be told of a task of ours.
  public static final List<Sign> ALL =
      List.of(
          Sign.SIGN_UNWAKEABLE,
          Sign.SIGN_SELF_WAKING,
          Sign.SIGN_NEVER_YIELDED,
          Sign.SIGN_LONG_POLL);

  /// Far longer than a thread that has taken a waker is kept from calling it, even where many
  /// threads share a processor.
  public static final long SETTLED_NANOS = 250_000_000L;

  private static final long NEVER_YIELDED_NANOS = 1_000_000_000L;
  private static final long FORGOTTEN_NANOS = 600_000_000_000L;
  private static final int FEW = 64;

  private final long longPollNanos;
  private final LongSupplier clock;
  private final LongTable<Suspect> suspects = new LongTable<>();
  private int unsettled;
  private int sweepAt = FEW;

  /// @param longPollNanos a poll that takes longer is a long one
  public Signs(long longPollNanos) {
    this(longPollNanos, Times::now);
  }

  /// @param clock in nanoseconds; to be put in place of the JVM's by a test
  public Signs(long longPollNanos, LongSupplier clock) {
    this.longPollNanos = longPollNanos;
    this.clock = clock;
  }

  private static final class Suspect {
    final long id;
    final long since;
    final long count;
    long lastLook;
    boolean isLost;

    Suspect(long id, long count, long now) {
      this.id = id;
      this.count = count;
      this.since = now;
      this.lastLook = now;
    }
  }

  /// Whether the task shows `sign`.
  ///
  /// @param figures of the task, read just now
  public boolean shows(Sign sign, TaskView task, Figures figures) {
    State state = figures.state();
    if (state == State.FINISHED || task.kind() == Kind.BLOCKING || task.kind() == Kind.BLOCK_ON) {
      return false;
    }
    return switch (sign) {
      case SIGN_UNWAKEABLE -> state == State.IDLE && task.polls() > 0 && hasLostWaker(task);
      case SIGN_SELF_WAKING -> task.selfWakes() * 2 > task.wakes();
      case SIGN_NEVER_YIELDED ->
          state == State.RUNNING
              && task.polls() <= 1
              && figures.inStateNanos() >= NEVER_YIELDED_NANOS;
      case SIGN_LONG_POLL -> state == State.RUNNING && figures.inStateNanos() > longPollNanos;
      default -> false;
    };
  }

  /// Whether the task is known to be past waking, of whatever kind it is.
  public boolean hasLostWaker(TaskView task) {
    long count = task.polls() + task.wakes(); // neither ever falls
    if (task.isWakeable()) {
      forget(task.id());
      return false;
    }
    long now = clock.getAsLong();
    Suspect suspect = suspects.get(task.id());
    if (suspect == null || suspect.count != count) {
      forget(task.id());
      suspect(task.id(), count, now);
      return false;
    }
    suspect.lastLook = now;
    if (!suspect.isLost && now - suspect.since >= SETTLED_NANOS) {
      suspect.isLost = true;
      unsettled--;
    }
    return suspect.isLost;
  }

  /// Whether the last look has left open if the task of that id has lost its waker.
  public boolean isSuspect(long id) {
    if (unsettled == 0) {
      return false;
    }
    Suspect suspect = suspects.get(id);
    return suspect != null && !suspect.isLost;
  }

  private void suspect(long id, long count, long now) {
    if (suspects.size() >= sweepAt) {
      sweep(now);
      sweepAt = Math.max(FEW, 2 * suspects.size());
    }
    suspects.put(id, new Suspect(id, count, now));
    unsettled++;
  }

  private void forget(long id) {
    Suspect suspect = suspects.size() == 0 ? null : suspects.get(id);
    if (suspect != null) {
      unsettled -= suspect.isLost ? 0 : 1;
      suspects.remove(id);
    }
  }

  /// Those that have ended are not looked at any more.
  private void sweep(long now) {
    var old = new ArrayList<Long>();
    suspects.forEach(
        suspect -> {
          if (now - suspect.lastLook > FORGOTTEN_NANOS) {
            old.add(suspect.id);
          }
        });
    old.forEach(this::forget);
  }
}
