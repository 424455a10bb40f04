package dev.vitrine.park;

import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.timer.TimerHandle;
import org.jspecify.annotations.Nullable;

/// The right of a thread to run one executor, and the drivers that operations find while it does.
///
/// Two executors on one thread would keep each other waiting, so a second guard is refused until
/// the first is closed.
///
/// ```java
/// try (var enter = Enter.enter().bind(reactor.handle()).bind(timer.handle())) {
///   executor.blockOn(enter, program);
/// }
/// ```
///
/// - **Threads:** belongs to the thread that made it.
public final class Enter implements AutoCloseable {
  private static final ThreadLocal<@Nullable Enter> CURRENT = new ThreadLocal<>();

  private final Thread owner = Thread.currentThread();
  private @Nullable IoHandle io;
  private @Nullable TimerHandle timer;

  private Enter() {}

  /// Enters on the calling thread.
  ///
  /// @throws IllegalStateException when an executor is entered on this thread already
  public static Enter enter() {
    if (CURRENT.get() != null) {
      throw new IllegalStateException(
          "thread "
              + Thread.currentThread().getName()
              + " has entered an executor already: close that guard first, or use another thread");
    }
    var enter = new Enter();
    CURRENT.set(enter);
    return enter;
  }

  /// Makes `reactor` the one that sockets register with.
  public Enter bind(Reactor.Handle reactor) {
    io = reactor.io();
    return this;
  }

  /// Makes `handle` the timer that sleeping operations register with.
  public Enter bind(Timer.Handle handle) {
    timer = handle.timers();
    return this;
  }

  Drivers drivers(String executor) {
    if (CURRENT.get() != this) {
      throw new IllegalStateException(
          "the guard belongs to thread "
              + owner.getName()
              + " or is closed: enter on the thread that runs the executor");
    }
    return new Drivers(executor, io, timer);
  }

  /// Leaves. A second call does nothing.
  ///
  /// @throws IllegalStateException on another thread
  @Override
  public void close() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "the guard belongs to thread " + owner.getName() + ": close it there");
    }
    if (CURRENT.get() == this) {
      CURRENT.remove();
    }
  }
}
