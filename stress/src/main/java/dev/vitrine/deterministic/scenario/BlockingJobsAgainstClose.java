package dev.vitrine.deterministic.scenario;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.deterministic.Scenario;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A runtime with two blocking threads is closed while jobs are handed to them and idle ones wait
/// for long, or give up.
///
/// Each job has run once or has been cancelled; no thread is left, nor waited for when it is idle.
public final class BlockingJobsAgainstClose implements Scenario {
  private static final int JOBS = 4;

  private final Ledger ledger = new Ledger();
  private final int[] ran = new int[JOBS];
  private final List<JoinHandle<Integer>> handles = new ArrayList<>();

  @Override
  public void run() throws Exception {
    AsyncRuntime runtime =
        ledger
            .watch(AsyncRuntime.multiThread().workers(1))
            .maxBlockingThreads(2)
            .blockingKeepAlive(
                ThreadLocalRandom.current().nextInt(2) == 0
                    ? Duration.ofMillis(1)
                    : Duration.ofMinutes(1))
            .build();
    var foreign =
        new Thread(
            () -> {
              for (int i = 0; i < JOBS; i++) {
                submit(runtime, i);
              }
            },
            "foreign");
    foreign.start();
    ledger.close(runtime);
    foreign.join();
    for (int i = 0; i < JOBS; i++) {
      String end = ledger.endOf(handles.get(i));
      Ledger.check(
          end.equals(ran[i] == 1 ? "COMPLETED" : "CANCELLED"),
          "job " + i + " ran " + ran[i] + " times and is " + end);
    }
    ledger.check(runtime);
  }

  private void submit(AsyncRuntime runtime, int job) {
    handles.add(
        runtime.spawnBlocking(
            () -> {
              ran[job]++;
              Threads.sleep(Duration.ofMillis(job));
              return job;
            }));
  }
}
