package dev.vitrine.internal.scheduler;

/// Somebody who sits on a driver for good.
final class Seats {
  private Seats() {}

  /// Takes the seat and keeps it. Its driver must sleep for ever.
  static void take(Parker.Seat seat) {
    Thread.ofPlatform().daemon().start(() -> new Parker(seat).park(_ -> {}, false));
    while (!seat.isTaken()) {
      Thread.onSpinWait();
    }
  }
}
