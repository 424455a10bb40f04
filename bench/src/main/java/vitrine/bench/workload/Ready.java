package vitrine.bench.workload;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;

/// Finished at its first poll.
///
/// @param value what it comes to
public record Ready<T>(T value) implements Async<T> {
  @Override
  public Poll<T> poll(Context cx) {
    return Poll.ready(value);
  }
}
