package dev.vitrine.internal.context;

import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.timer.TimerHandle;
import org.jspecify.annotations.Nullable;

/// The drivers that operations started here register with.
///
/// @param runtime the runtime's name, for messages
/// @param io null when I/O is not enabled
/// @param timer null when time is not enabled
public record Drivers(String runtime, @Nullable IoHandle io, @Nullable TimerHandle timer) {

  /// The reactor, for an operation that is called `what`.
  public IoHandle ioFor(String what) {
    if (io == null) {
      throw new IllegalStateException(
          what
              + " needs I/O, which runtime "
              + runtime
              + " was built without: call enableIo() or enableAll() on its builder");
    }
    return io;
  }

  /// The timer, for an operation that is called `what`.
  public TimerHandle timerFor(String what) {
    if (timer == null) {
      throw new IllegalStateException(
          what
              + " needs time, which runtime "
              + runtime
              + " was built without: call enableTime() or enableAll() on its builder");
    }
    return timer;
  }
}
