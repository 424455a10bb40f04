import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.time.Time.sleep;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// A program for the interoperability tests to look at: `Subject idle N`, `Subject names` or
/// `Subject churn` or `Subject block`. It prints `ready` once its tasks have been spawned.
public final class Subject {
  private static final int BATCH = 100;
  private static final String[] NAMES =
      IntStream.range(0, BATCH)
          .mapToObj(i -> "churned-with-a-rather-long-name-" + i)
          .toArray(String[]::new);
  private static final LongAdder FINISHED = new LongAdder();

  private Subject() {}

  public static void main(String[] arguments) {
    try (var runtime = AsyncRuntime.multiThread().enableAll().name("subject").build()) {
      runtime.blockOn(
          () -> {
            switch (arguments[0]) {
              case "idle" -> idle(Integer.parseInt(arguments[1]));
              case "names" -> names();
              case "churn" -> churn();
              case "block" -> spawn("blocks its worker", Subject::block);
              default -> throw new IllegalArgumentException("idle N, names, churn or block");
            }
            System.out.println("ready");
            new Never().await();
          });
    }
  }

  /// Is pending for ever.
  private static final class Never implements Async<Void> {
    @Override
    public Poll<Void> poll(Context cx) {
      return Poll.pending();
    }
  }

  /// A poll that lasts half a second.
  private static void block() {
    long end = System.nanoTime() + 500_000_000;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    new Never().await();
  }

  private static void idle(int tasks) {
    for (int i = 0; i < tasks; i++) {
      spawn(new Never());
    }
  }

  /// Names that a terminal would obey, were it given them.
  private static void names() {
    spawn("title-\033]0;owned\007-end", new Never());
    spawn("clear-\033[2J\033[H\033[31m-end", new Never());
    spawn("c1-\u009b2J\u009d0;owned\u009c-end", new Never());
    spawn("bidi-\u202edesrever\u202c-\u2066x\u2069-end", new Never());
    spawn("lines-\r\n\t\b-end", new Never());
    spawn("wide-界界-\u0000-\ud800-end", new Never());
    spawn("ordinary", new Never());
  }

  /// Spawns named tasks that end soon, as many as the machine can, and says every second how many
  /// have ended, and how much heap is in use after a collection. Of ten tasks nine end in their
  /// first poll and one in its second.
  private static void churn() {
    for (int i = 0; i < 4; i++) {
      spawn(Subject::spawnForEver);
    }
    spawn("reports", Subject::report);
  }

  private static void spawnForEver() {
    while (true) {
      var handles = new ArrayList<JoinHandle<Void>>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        handles.add(spawn(NAMES[i], i % 10 == 0 ? new Twice() : cx -> Poll.ready(null)));
      }
      handles.forEach(Async::await);
      FINISHED.add(BATCH);
    }
  }

  /// Ends in its second poll.
  private static final class Twice implements Async<Void> {
    private boolean polled;

    @Override
    public Poll<Void> poll(Context cx) {
      if (polled) {
        return Poll.ready(null);
      }
      polled = true;
      cx.waker().wake();
      return Poll.pending();
    }
  }

  private static void report() {
    while (true) {
      sleep(Duration.ofSeconds(1)).await();
      var jvm = Runtime.getRuntime();
      System.gc();
      System.out.printf(
          "finished %d used %d%n", FINISHED.sum(), jvm.totalMemory() - jvm.freeMemory());
    }
  }
}
