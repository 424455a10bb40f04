package dev.vitrine.examples.pingpong;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.examples.Arguments;
import dev.vitrine.sync.Oneshot;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Pairs of tasks that send each other a message and end, over and over.
///
/// In the console: polls and wakes run into the hundreds of thousands a second; `w` shows how many
/// come out of the LIFO slot, which keeps a pair on one worker. `c` counts the tasks that have come
/// and gone at each line, though hardly one is ever listed.
public final class PingPong {
  private static final LongAdder ROUNDS = new LongAdder();

  private PingPong() {}

  public static void main(String[] args) {
    int seconds =
        Arguments.of("ping-pong [SECONDS]", args, List.of(), 1).number(0, 3600, 1, 1_000_000);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    try (var runtime =
        AsyncRuntime.multiThread().workers(2).enableAll().name("ping-pong").build()) {
      runtime.blockOn(
          () -> {
            var players =
                List.of(spawn("player-0", () -> play(end)), spawn("player-1", () -> play(end)));
            for (var player : players) {
              player.await();
            }
          });
    }
    System.out.println(ROUNDS.sum() + " rounds");
  }

  private static void play(long end) {
    while (System.nanoTime() - end < 0) {
      Oneshot<String> ping = Oneshot.create();
      Oneshot<String> pong = Oneshot.create();
      spawn(() -> answer(ping, pong));
      ping.sender().send("ping");
      pong.receiver().receive().await();
      ROUNDS.increment();
    }
  }

  private static void answer(Oneshot<String> ping, Oneshot<String> pong) {
    pong.sender().send(ping.receiver().receive().await());
  }
}
