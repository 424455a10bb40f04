package dev.vitrine.instrument;

import java.util.Optional;

/// A worker as it is now. Everything here is published while it happens, in the middle of a poll
/// too.
public interface WorkerView {

  int index();

  /// The thread that acts as this worker now; empty before it has started and after the end.
  String threadName();

  State state();

  /// When it came into this state, coarse for [State#POLLING]; of [State#BETWEEN_POLLS] when its
  /// last poll began, or when it became busy if none has since.
  long stateSinceNanos();

  /// The task it polls now.
  Optional<TaskView> currentTask();

  /// Polls started, LIFO polls included.
  long polls();

  /// Of these, polls of a task that came out of the LIFO slot.
  long lifoPolls();

  /// Tasks in the local ring now, the LIFO slot not counted.
  int localDepth();

  /// Whether the LIFO slot holds a task now.
  boolean isLifoOccupied();

  /// Tasks this worker has taken from worker `victim`.
  long stolenFrom(int victim);

  /// Successful steals, each of one or more tasks.
  long stealBatches();

  /// Times it went searching in the queues of others.
  long searches();

  long parks();

  /// Parks that ended without anything to poll before the next park.
  long noopParks();

  /// Times the local ring was full and half of it went to the inject queue.
  long overflows();

  /// Tasks this worker has put into its own ring or slot.
  long localSchedules();

  /// Time spent polling and between polls.
  long busyNanos();

  /// Time spent looking for work elsewhere.
  long searchNanos();

  /// Time asleep, without the time in the driver.
  long parkNanos();

  /// Time waiting in the driver or handling its events.
  long driverNanos();

  /// What a worker does.
  enum State {
    STARTING,
    POLLING,
    BETWEEN_POLLS,
    SEARCHING,
    PARKED,
    DRIVING,
    STOPPED
  }
}
