package dev.vitrine.park;

import dev.vitrine.internal.driver.IoDriver;
import dev.vitrine.internal.driver.IoHandle;
import java.time.Duration;

/// A bottom layer that waits for sockets: it blocks in a selector, and wakes the operations whose
/// sockets became ready.
///
/// - **Threads:** as said by [Park].
public final class Reactor implements Park {
  private final IoDriver driver = new IoDriver();
  private final Handle handle = new Handle(driver.handle());

  /// A reactor with a selector of its own.
  ///
  /// @throws java.io.UncheckedIOException if the system refuses a selector, for example because too
  ///   many files are open
  public Reactor() {}

  /// What operations on sockets register with; it is bound for a scope where tasks run.
  public Handle handle() {
    return handle;
  }

  @Override
  public void park() {
    driver.turn(Long.MAX_VALUE);
  }

  @Override
  public void park(Duration timeout) {
    driver.turn(Waits.nanos(timeout));
  }

  @Override
  public Unpark unpark() {
    return driver.handle()::unpark;
  }

  @Override
  public void close() {
    driver.close();
  }

  /// What operations on sockets share with their reactor.
  public static final class Handle {
    private final IoHandle io;

    private Handle(IoHandle io) {
      this.io = io;
    }

    /// For the runtime's own packages, which bind it.
    @SuppressWarnings("exports") // users pass the handle on as it is
    public IoHandle io() {
      return io;
    }
  }
}
