package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.BlockingPool;
import dev.vitrine.console.proto.v1.IoDriver;
import dev.vitrine.console.proto.v1.RuntimeDescription;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.Steals;
import dev.vitrine.console.proto.v1.TimeDriver;
import dev.vitrine.console.proto.v1.WorkerStatus;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.WorkerView;
import java.util.List;

/// Runtimes and their workers as they are now.
public final class RuntimeStatuses {
  private RuntimeStatuses() {}

  public static RuntimeDescription description(RuntimeView view) {
    var description =
        RuntimeDescription.newBuilder()
            .setId(view.id())
            .setName(Texts.bounded(view.name()))
            .setFlavour(view.flavour())
            .setStartedAt(Times.timestamp(view.startedAtNanos()))
            .setWorkers(view.workers().size())
            .setBlockingCap(view.blocking().cap());
    view.settings().forEach((name, value) -> description.putSettings(name, Texts.bounded(value)));
    return description.build();
  }

  public static RuntimeStatus status(RuntimeView view) {
    var blocking = view.blocking();
    var status =
        RuntimeStatus.newBuilder()
            .setId(view.id())
            .setName(Texts.bounded(view.name()))
            .setFlavour(view.flavour())
            .setInjectDepth(view.injectDepth())
            .setRemoteSchedules(view.remoteSchedules())
            .setBlocking(
                BlockingPool.newBuilder()
                    .setThreads(blocking.threads())
                    .setIdle(blocking.idle())
                    .setCap(blocking.cap())
                    .setQueued(blocking.queued()))
            .setLiveTasks(view.liveTasks())
            .setSpawnedTasks(view.spawnedTasks())
            .setBudgetForcedYields(view.budgetForcedYields())
            .setBlockOnPolls(view.blockOnPolls());
    view.io()
        .ifPresent(
            io ->
                status.setIo(
                    IoDriver.newBuilder()
                        .setSources(io.sources())
                        .setEvents(io.events())
                        .setTurns(io.turns())));
    view.timer()
        .ifPresent(
            timer -> {
              var time = TimeDriver.newBuilder().setRegistered(timer.registered());
              timer.nextNanos().ifPresent(nanos -> time.setNextNanos(Math.max(0, nanos)));
              status.setTime(time);
            });
    List<WorkerView> workers = view.workers();
    for (WorkerView worker : workers) {
      status.addWorkers(worker(worker, workers));
    }
    return status.build();
  }

  private static WorkerStatus worker(WorkerView view, List<WorkerView> all) {
    var current = view.currentTask();
    WorkerView.State state = view.state();
    long since = view.stateSinceNanos();
    var status =
        WorkerStatus.newBuilder()
            .setIndex(view.index())
            .setThreadName(Texts.bounded(view.threadName()))
            .setState(state(state))
            .setStateSince(Times.timestamp(since))
            .setPolls(view.polls())
            .setLifoPolls(view.lifoPolls())
            .setLocalDepth(view.localDepth())
            .setLifoOccupied(view.isLifoOccupied())
            .setStealBatches(view.stealBatches())
            .setSearches(view.searches())
            .setParks(view.parks())
            .setNoopParks(view.noopParks())
            .setBusyNanos(view.busyNanos())
            .setSearchNanos(view.searchNanos())
            .setParkNanos(view.parkNanos())
            .setDriverNanos(view.driverNanos())
            .setOverflows(view.overflows())
            .setLocalSchedules(view.localSchedules());
    current.ifPresent(task -> status.setCurrentTask(Parts.task(task)));
    if (state == WorkerView.State.POLLING) {
      status.setPollRunningNanos(Math.max(0, Times.now() - since));
    }
    long robbed = 0;
    for (WorkerView other : all) {
      robbed += other.stolenFrom(view.index());
      long tasks = view.stolenFrom(other.index());
      if (tasks > 0) {
        status.addSteals(Steals.newBuilder().setVictim(other.index()).setTasks(tasks));
      }
    }
    return status.setStolenTasks(robbed).build();
  }

  private static WorkerStatus.State state(WorkerView.State state) {
    return switch (state) {
      case STARTING -> WorkerStatus.State.STATE_STARTING;
      case POLLING -> WorkerStatus.State.STATE_POLLING;
      case BETWEEN_POLLS -> WorkerStatus.State.STATE_BETWEEN_POLLS;
      case SEARCHING -> WorkerStatus.State.STATE_SEARCHING;
      case PARKED -> WorkerStatus.State.STATE_PARKED;
      case DRIVING -> WorkerStatus.State.STATE_DRIVING;
      case STOPPED -> WorkerStatus.State.STATE_STOPPED;
    };
  }
}
