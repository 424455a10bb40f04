package dev.vitrine.console.server.internal.record;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// When the recorder's thread lets the program's threads have its processor: again and again while
/// it works, but in each round of its work for a while only.
///
/// A worker that loses its processor to this thread for a whole slice of the kernel's, some
/// milliseconds, holds up what waits for its task, while others sleep. The other way round it is as
/// long: where every processor is busy, this thread gets back to its 50 µs of work after some
/// milliseconds. So it makes haste once events come faster than they are taken out, somebody waits
/// for it, or it has long given way: what it is behind by then is lost if the process is killed.
///
/// - **Threads:** the recorder's.
final class GivingWay {
  /// For which a round gives way; with both workers of a program busy one takes some 40 ms.
  static final long MOST_NANOS = 100_000_000;

  private final BooleanSupplier isPressed;
  private final LongSupplier clock;
  private final Runnable leave;
  private long until;

  /// @param isPressed whether there is a reason to make haste
  /// @param leave lets others have the processor
  GivingWay(BooleanSupplier isPressed, LongSupplier clock, Runnable leave) {
    this.isPressed = isPressed;
    this.clock = clock;
    this.leave = leave;
    until = clock.getAsLong();
  }

  /// A round begins.
  ///
  /// @param isAwaited whether somebody waits for its end
  void begin(boolean isAwaited) {
    until = clock.getAsLong() + (isAwaited ? 0 : MOST_NANOS);
  }

  /// To be called every 50 µs of work or so.
  void now() {
    if (clock.getAsLong() - until < 0 && !isPressed.getAsBoolean()) {
      leave.run();
    }
  }
}
