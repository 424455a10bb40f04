package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.sync.Oneshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Finish;
import vitrine.bench.workload.Flavour;

/// Workloads in which tasks let each other go on.
final class PolledWake {
  private final AsyncRuntime runtime;

  PolledWake(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  long pingPong(int pairs) {
    var finish = new Finish(pairs);
    runtime.spawn(
        new Task.Run(
            () -> {
              for (int i = 0; i < pairs; i++) {
                spawn(new Ping(finish));
              }
            }));
    return finish.await();
  }

  private static final class Ping implements Async<@Nullable Void> {
    private final Finish finish;
    private @Nullable Async<Integer> pong;

    Ping(Finish finish) {
      this.finish = finish;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      Async<Integer> answer = pong;
      if (answer == null) {
        Oneshot<Integer> there = Oneshot.create();
        Oneshot<Integer> back = Oneshot.create();
        spawn(new Pong(there.receiver().receive(), back.sender()));
        there.sender().send(1);
        answer = back.receiver().receive();
        pong = answer;
      }
      if (answer.poll(cx).isPending()) {
        return Poll.pending();
      }
      finish.count();
      return Poll.done();
    }
  }

  private record Pong(Async<Integer> ping, Oneshot.Sender<Integer> pong)
      implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      Poll<Integer> answer = ping.poll(cx);
      if (answer.isPending()) {
        return Poll.pending();
      }
      pong.send(answer.value());
      return Poll.done();
    }
  }

  long yieldMany(int tasks, int each) {
    var finish = new Finish(tasks);
    for (int i = 0; i < tasks; i++) {
      runtime.spawn(new Yields(each, finish));
    }
    return finish.await() * each;
  }

  private static final class Yields implements Async<@Nullable Void> {
    private final Finish finish;
    private int left;
    private @Nullable Async<?> step;

    Yields(int count, Finish finish) {
      left = count;
      this.finish = finish;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      while (true) {
        Async<?> current = step;
        if (current == null) {
          if (left-- == 0) {
            finish.count();
            return Poll.done();
          }
          current = yieldNow();
          step = current;
        }
        if (current.poll(cx).isPending()) {
          return Poll.pending();
        }
        step = null;
      }
    }
  }

  long roundTrips(int count) {
    var channel = Mpsc.<Oneshot.Sender<Integer>>bounded(Flavour.REQUESTS);
    runtime.spawn(new Answers(channel.receiver()));
    return runtime.blockOn(runtime.spawn(new Requests(channel.sender(), count)));
  }

  private static final class Answers extends Task.Loop<Optional<Oneshot.Sender<Integer>>> {
    private final Mpsc.Receiver<Oneshot.Sender<Integer>> requests;

    Answers(Mpsc.Receiver<Oneshot.Sender<Integer>> requests) {
      super(Long.MAX_VALUE);
      this.requests = requests;
    }

    @Override
    Async<Optional<Oneshot.Sender<Integer>>> begin() {
      return requests.receive();
    }

    @Override
    boolean take(Optional<Oneshot.Sender<Integer>> request) {
      request.ifPresent(reply -> reply.send(1));
      return request.isPresent();
    }
  }

  private static final class Requests extends Task.Loop<Integer> {
    private final Mpsc.Sender<Oneshot.Sender<Integer>> requests;

    Requests(Mpsc.Sender<Oneshot.Sender<Integer>> requests, int count) {
      super(count);
      this.requests = requests;
    }

    @Override
    Async<Integer> begin() {
      Oneshot<Integer> reply = Oneshot.create();
      return new RoundTrip(requests.send(reply.sender()), reply.receiver().receive());
    }

    @Override
    boolean take(Integer answer) {
      return answer == 1;
    }

    @Override
    void end() {
      requests.close();
    }
  }

  private static final class RoundTrip implements Async<Integer> {
    private @Nullable Async<?> sending;
    private final Async<Integer> receiving;

    RoundTrip(Async<?> sending, Async<Integer> receiving) {
      this.sending = sending;
      this.receiving = receiving;
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      if (sending != null) {
        if (sending.poll(cx).isPending()) {
          return Poll.pending();
        }
        sending = null;
      }
      return receiving.poll(cx);
    }
  }
}
