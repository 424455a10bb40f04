package vitrine.bench.block;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.sync.Oneshot;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;

/// Workloads in which tasks let each other go on.
final class BlockWake {
  private final AsyncRuntime runtime;

  BlockWake(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long pingPong(int pairs) {
    var finish = new Finish(pairs);
    runtime.spawn(
        () -> {
          for (int i = 0; i < pairs; i++) {
            spawn(() -> ping(finish));
          }
        });
    return finish.await();
  }

  private static void ping(Finish finish) {
    Oneshot<Integer> ping = Oneshot.create();
    Oneshot<Integer> pong = Oneshot.create();
    spawn(() -> pong.sender().send(ping.receiver().receive().await()));
    ping.sender().send(1);
    pong.receiver().receive().await();
    finish.count();
  }

  long yieldMany(int tasks, int each) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(
          () -> {
            for (int k = 0; k < each; k++) {
              yieldNow().await();
            }
            finish.count();
          });
    }
    return finish.await() * each;
  }

  long roundTrips(int count) {
    var channel = Mpsc.<Oneshot.Sender<Integer>>bounded(Flavour.REQUESTS);
    runtime.spawn(() -> answer(channel.receiver()));
    return runtime.blockOn(runtime.spawn(() -> ask(channel.sender(), count)));
  }

  private static void answer(Mpsc.Receiver<Oneshot.Sender<Integer>> requests) {
    for (var next = requests.receive().await();
        next.isPresent();
        next = requests.receive().await()) {
      next.get().send(1);
    }
  }

  private static long ask(Mpsc.Sender<Oneshot.Sender<Integer>> requests, int count) {
    long answers = 0;
    try (requests) {
      for (int i = 0; i < count; i++) {
        Oneshot<Integer> reply = Oneshot.create();
        requests.send(reply.sender()).await();
        answers += reply.receiver().receive().await();
      }
    }
    return answers;
  }
}
