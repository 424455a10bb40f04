package dev.vitrine.deterministic.scenario;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;

/// A task's body that notices when it is polled by two threads at once, after its end, or not to
/// its end.
final class Probe<T> implements Async<T> {
  private final Async<T> body;
  private volatile boolean inside; // volatile: another thread may come in between
  private int polls;
  private int ends;
  private int cancels;

  Probe(Async<T> body) {
    this.body = body;
  }

  /// One that is pending so many times, and wakes itself each time.
  static Probe<Integer> yielding(int times) {
    return new Probe<>(
        new Async<Integer>() {
          private int left = times;

          @Override
          public Poll<Integer> poll(Context cx) {
            if (left-- == 0) {
              return Poll.ready(times);
            }
            cx.yieldNow();
            return cx.pending(this);
          }
        });
  }

  @Override
  public Poll<T> poll(Context cx) {
    enter();
    polls++;
    Poll<T> poll = body.poll(cx);
    if (!poll.isPending()) {
      ends++;
    }
    inside = false;
    return poll;
  }

  @Override
  public void cancel() {
    enter();
    cancels++;
    body.cancel();
    inside = false;
  }

  private void enter() {
    Ledger.check(!inside, "polled by two threads at once");
    inside = true;
    Ledger.check(ends + cancels == 0, "polled after its end");
  }

  void check(long id, String end) {
    int expectedEnds = "COMPLETED".equals(end) ? 1 : 0;
    boolean agrees = ends == expectedEnds && (polls == 0 || ends + cancels == 1);
    Ledger.check(
        agrees,
        "task " + id + " is " + end + ": polls=" + polls + " ends=" + ends + " cancels=" + cancels);
  }
}
