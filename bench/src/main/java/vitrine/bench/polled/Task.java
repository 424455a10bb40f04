package vitrine.bench.polled;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Finish;

/// The bodies that several workloads use.
final class Task {
  private Task() {}

  /// Ends at its first poll.
  record Count(Finish finish) implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      finish.count();
      return Poll.done();
    }
  }

  /// Runs `code` at its first poll and ends.
  record Run(Runnable code) implements Async<@Nullable Void> {
    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      code.run();
      return Poll.done();
    }
  }

  /// Does something a number of times, which may have to wait each time.
  abstract static class Loop<T extends @Nullable Object> implements Async<Long> {
    private final long rounds;
    private long done;
    private @Nullable Async<T> step;

    Loop(long rounds) {
      this.rounds = rounds;
    }

    /// Begins the next round.
    abstract Async<T> begin();

    /// Takes what a round has come to.
    ///
    /// @return whether to go on
    abstract boolean take(T value);

    /// Called once, after the last round.
    void end() {}

    @Override
    public final Poll<Long> poll(Context cx) {
      Async<T> current = step;
      while (done < rounds) {
        if (current == null) {
          current = begin();
        }
        Poll<T> answer = current.poll(cx);
        if (answer.isPending()) {
          step = current; // kept where it can be found again only if it has to be
          return Poll.pending();
        }
        current = null;
        if (!take(answer.value())) {
          break;
        }
        done++;
      }
      step = null;
      end();
      return Poll.ready(done);
    }
  }

  /// Waits for several, one after the other, and adds up what they give.
  static final class Sum implements Async<Long> {
    private final Async<Long>[] parts;
    private int next;
    private long sum;

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    Sum(Async<Long>... parts) {
      this.parts = parts;
    }

    @Override
    public Poll<Long> poll(Context cx) {
      while (next < parts.length) {
        Poll<Long> answer = parts[next].poll(cx);
        if (answer.isPending()) {
          return answer;
        }
        sum += answer.value();
        next++;
      }
      return Poll.ready(sum);
    }
  }
}
