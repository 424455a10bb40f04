package dev.vitrine.instrument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A task as it is now. Instants and durations are nanoseconds of [Instruments#clock()]; an instant
/// of 0 means "not yet".
///
/// Figures come from the coarse clock, which advances every millisecond, unless [#isExact()].
public interface TaskView {

  /// Unique in the process, never 0, never reused.
  long id();

  /// Empty when it has none.
  String name();

  Kind kind();

  RuntimeView runtime();

  Callsite callsite();

  /// The task that spawned it; 0 when none did.
  long parentId();

  State state();

  /// How it ended; [Outcome#NONE] while it lives.
  Outcome outcome();

  long createdAtNanos();

  long finishedAtNanos();

  /// Polls started.
  long polls();

  /// 0 when it has had several polls and nobody watched the first.
  long firstPollNanos();

  long lastPollStartedNanos();

  /// The end of the last poll that has ended.
  long lastPollEndedNanos();

  /// Summed length of the polls that have ended.
  long busyNanos();

  /// The longest poll that has ended.
  long longestPollNanos();

  /// Summed time from each wake-up, or from its creation, to the poll that followed.
  long scheduledNanos();

  /// Calls to a waker of this task, and its yields.
  long wakes();

  /// Wakes from inside its own poll. A yield is one, be it by `yieldNow` or because the budget is
  /// spent.
  long selfWakes();

  long lastWakeNanos();

  /// Who woke it last; null before the first wake-up and when it was not recorded.
  @Nullable Waking lastWaking();

  /// The worker that polls it now.
  OptionalInt worker();

  /// What it waits in, several when it waits for several things at once; empty while it runs or
  /// when that is not known.
  List<WaitView> waits();

  /// Whether somebody can wake it: false for a task that is idle and that nothing refers to any
  /// more.
  boolean isWakeable();

  /// Where it stands: the stack of its async blocks, or of the worker that polls it, outermost
  /// frame last. Empty for a polled task that is suspended. Takes some microseconds and never
  /// disturbs the task.
  List<StackView> stacks();

  /// Lengths of its polls and of its waits from wake-up to poll; empty unless somebody watches.
  Optional<Histograms> histograms();

  /// Whether the times were taken with the exact clock, since the last change of tier at least.
  boolean isExact();

  /// How long the polls of a task took and how long it waited for them.
  ///
  /// @param polls lengths of the polls that have ended
  /// @param scheduled times from wake-up to poll
  record Histograms(Histogram polls, Histogram scheduled) {}

  /// One thing a task waits for.
  ///
  /// @param operation such as `Mutex.lock`
  /// @param resource null when the operation has none
  /// @param sinceNanos when it was first pending; 0 when not known
  /// @param polls of this operation, at least
  /// @param lastPollStartedNanos 0 unless somebody watched when it was polled last
  /// @param lastPollEndedNanos 0 unless somebody watched when it was polled last
  /// @param busyNanos summed length of its polls while somebody watched; of a polled body the time
  ///   from the start of the task's poll until this operation was pending
  /// @param awaitedTaskId the task whose end it waits for; 0 when it does not
  /// @param registered whether somebody will wake it
  /// @param attributes of the operation
  /// @param identity the same object as long as it is the same wait
  record WaitView(
      String operation,
      @Nullable Resource resource,
      long sinceNanos,
      long polls,
      long lastPollStartedNanos,
      long lastPollEndedNanos,
      long busyNanos,
      long awaitedTaskId,
      boolean registered,
      List<Attribute> attributes,
      Object identity) {}

  /// The stack of one async block, or of the worker for a polled body.
  ///
  /// @param label `body`, or the block's place among the strands of the task
  /// @param running whether it was on a worker when asked
  /// @param frames innermost first
  record StackView(String label, boolean running, List<StackTraceElement> frames) {}

  /// Who called the waker.
  ///
  /// @param byTask the task that was being polled by the caller; 0 when none was
  /// @param byWorker the worker that called, as from a driver; -1 when it was another thread
  /// @param byThread the thread's name when it was no worker, else empty
  record Waking(long byTask, int byWorker, String byThread) {}

  /// What kind of task it is.
  enum Kind {
    TASK("task", 0),
    BLOCK_ON("block_on", 1),
    BLOCKING("blocking", 2),
    LOCAL("local", 3);

    private final String label;
    private final int code;

    Kind(String label, int code) {
      this.label = label;
      this.code = code;
    }

    /// The number of the kind in recordings.
    public int code() {
      return code;
    }

    public String label() {
      return label;
    }
  }

  /// What it does now.
  enum State {
    IDLE,
    SCHEDULED,
    RUNNING,
    FINISHED
  }

  /// How it ended.
  enum Outcome {
    NONE,
    COMPLETED,
    FAILED,
    CANCELLED
  }
}
