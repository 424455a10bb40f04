package dev.vitrine.testing;

import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.park.Reactor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A reactor driven by a thread of its own, bound to the thread that made it until closed.
public final class LiveIo implements AutoCloseable {
  private final Reactor reactor = new Reactor();
  private final Drivers drivers = new Drivers("live", reactor.handle().io(), null);
  private final Current.Scope scope = Current.enter(drivers);
  private final Thread driver;
  private volatile boolean stopped;

  public LiveIo() {
    driver = Thread.ofPlatform().daemon().name("driver").start(this::drive);
  }

  private void drive() {
    while (!stopped) {
      reactor.park();
    }
    reactor.close();
  }

  public IoHandle io() {
    return reactor.handle().io();
  }

  /// To be bound to other threads.
  public Drivers drivers() {
    return drivers;
  }

  /// Shuts the driver down, as the end of a runtime does.
  public void shutDown() {
    stopped = true;
    reactor.unpark().unpark();
    try {
      if (!driver.join(Duration.ofSeconds(20))) {
        throw new AssertionError("the driver does not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /// Waits until every channel that was registered has been closed, and fails if that does not
  /// happen.
  public void assertNoChannelLeft() {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (io().registered() != io().deregistered()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError(
            "channels left open: " + io().registered() + " - " + io().deregistered());
      }
      Thread.onSpinWait();
    }
  }

  /// Waits until the driver sleeps and has done so for a while, and fails if it goes on turning
  /// without end.
  public void assertDriverRests() {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long turns = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(50)) {
      long now = io().turns();
      if (now != turns) {
        turns = now;
        since = System.nanoTime();
      }
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("the driver never rests: " + turns + " turns");
      }
      Thread.onSpinWait();
    }
  }

  /// Waits until the driver has given back the descriptor of a listener that was closed.
  public void assertPortIsFree(InetSocketAddress address) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (ServerSocketChannel probe = ServerSocketChannel.open()) {
        probe.bind(address);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > giveUp) {
          throw new AssertionError("the port is never freed", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void close() {
    shutDown();
    scope.close();
  }
}
