package dev.vitrine.internal.driver;

/// What operations on sockets share with the driver that wakes them.
///
/// - **Threads:** any.
public final class IoHandle {
  private volatile boolean shutdown;

  /// Whether the driver has been shut down: nothing will become ready any more.
  public boolean isShutdown() {
    return shutdown;
  }

  void markShutdown() {
    shutdown = true;
  }
}
