package dev.vitrine.examples.idle;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import dev.vitrine.future.Async;
import dev.vitrine.sync.Notify;
import java.util.List;

/// Many tasks that wait for one event.
///
/// In the console: all of them are there, however late it attaches, and the list is a window on
/// them; `c` is the view to open first. The program uses no CPU, watched or not. Polled tasks by
/// default: a few hundred bytes each; `--blocks` makes them async blocks.
public final class Idle {
  private Idle() {}

  public static void main(String[] args) {
    var arguments = Arguments.of("idle [N] [--blocks]", args, List.of("blocks"), 1);
    int count = arguments.number(0, 100_000, 1, 100_000_000);
    boolean blocks = arguments.has("blocks");
    var event = new Notify();
    try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("idle").build()) {
      runtime.blockOn(
          () -> {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
              if (blocks) {
                spawn(() -> event.notified().await());
              } else {
                Async<?> waiting = event.notified();
                spawn(waiting);
              }
            }
            System.out.printf(
                "spawned %d tasks in %d ms%n", count, (System.nanoTime() - start) / 1_000_000);
            new Notify().notified().await();
          });
    }
  }
}
