package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.EventKind;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.instrument.Tier;
import dev.vitrine.internal.scheduler.WorkerFigures.Phase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is told of a worker's turns of the drivers: how long each took and how many events it has
/// handled, while somebody records. Used by who sits on the driver, so the events counted meanwhile
/// are its own.
final class DriverTurn implements Parker.DrivingListener {
  private static final int SLEPT = 1;

  private final WorkerFigures figures;
  private final Supplier<@Nullable IoHandle> io;
  private final boolean sleeps;
  private boolean counts;
  private long begun;
  private long eventsBefore;

  /// @param io the reactor; null when I/O is off
  /// @param sleeps whether they are turns that wait
  DriverTurn(WorkerFigures figures, Supplier<@Nullable IoHandle> io, boolean sleeps) {
    this.figures = figures;
    this.io = io;
    this.sleeps = sleeps;
  }

  @Override
  public void driving(boolean onDriver) {
    if (sleeps) {
      figures.enter(onDriver ? Phase.DRIVING : Phase.PARKED);
    }
    counts = onDriver && Tier.isRecorded();
    if (counts) {
      eventsBefore = events();
      begun = System.nanoTime();
    }
  }

  @Override
  public void driven() {
    if (counts) {
      figures.record(
          EventKind.DRIVER_TURN,
          sleeps ? SLEPT : 0,
          events() - eventsBefore,
          System.nanoTime() - begun);
    }
  }

  private long events() {
    IoHandle reactor = io.get();
    return reactor == null ? 0 : reactor.events();
  }
}
