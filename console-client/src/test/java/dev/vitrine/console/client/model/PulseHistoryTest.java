package dev.vitrine.console.client.model;

import static dev.vitrine.console.client.TokioUpdates.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.Steals;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class PulseHistoryTest {
  private static RuntimesUpdate answer(double second, WorkerStatus.Builder worker) {
    return RuntimesUpdate.newBuilder()
        .setStamp(Stamp.newBuilder().setNow(at(second)))
        .addRuntimes(
            RuntimeStatus.newBuilder().setId(1).setInjectDepth((long) second).addWorkers(worker))
        .build();
  }

  @Test
  void ratesAreDifferencesOverTheServersTime() {
    var history = new PulseHistory();
    assertEquals(
        0,
        history
            .add(answer(1, WorkerStatus.newBuilder().setPolls(100)))
            .getFirst()
            .pollsPerSecond());
    var busy =
        WorkerStatus.newBuilder()
            .setPolls(300)
            .setBusyNanos(500_000_000)
            .setParkNanos(1_500_000_000)
            .addSteals(Steals.newBuilder().setVictim(1).setTasks(20));
    Pulse pulse = history.add(answer(3, busy)).getFirst();
    assertEquals(100, pulse.pollsPerSecond());
    assertEquals(10, pulse.stealsPerSecond());
    assertEquals(3, pulse.mostInject());
    Pulse.Worker worker = pulse.workers().getFirst();
    assertEquals(0.25, worker.busy());
    assertEquals(0.75, worker.park());
    assertEquals(List.of(0, 25), worker.busyHistory());
  }

  @Test
  void aPollThatStillRunsCountsAsBusy() {
    var history = new PulseHistory();
    history.add(answer(1, WorkerStatus.newBuilder()));
    var stuck = WorkerStatus.newBuilder().setPollRunningNanos(5_000_000_000L);
    assertEquals(1.0, history.add(answer(2, stuck)).getFirst().workers().getFirst().busy());
  }

  @Test
  void aCounterThatWentBackGivesNoNegativeRate() {
    var history = new PulseHistory();
    history.add(answer(1, WorkerStatus.newBuilder().setPolls(100)));
    assertEquals(
        0,
        history.add(answer(2, WorkerStatus.newBuilder().setPolls(5))).getFirst().pollsPerSecond());
  }
}
