package dev.vitrine.internal.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.future.Waker;
import dev.vitrine.testing.Stress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class IoDriverTest {
  /// Whoever asks later meets the closed channel, not what the system said of its descriptor.
  @Test
  void aChannelThatIsClosedBeforeItIsWatchedHasNotFailed() throws IOException {
    var driver = new IoDriver();
    var channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    IoSource source = driver.handle().register(channel, 0, "accept");
    var woken = new AtomicBoolean();
    assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_ACCEPT, () -> woken.set(true)));
    channel.close(); // and the source is told in a moment
    driver.turn(0);
    assertTrue(woken.get());
    assertDoesNotThrow(() -> source.check("accept"));
    source.deregister();
    driver.close();
  }

  /// Stays in a poll that waits until the test lets it go, and notes who disturbs it there.
  private static final class Held implements Poller {
    private final CountDownLatch polling = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<IoSource> known = new ArrayList<>();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final AtomicInteger disturbed = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean inPoll;

    @Override
    public void interest(IoSource source, int ops) {
      known.add(source);
    }

    @Override
    public void poll(long nanos, Events events) throws IOException {
      if (nanos == 0) {
        return;
      }
      inPoll = true;
      polling.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        inPoll = false;
      }
    }

    @Override
    public void wakeUp() {
      wakeUps.incrementAndGet();
    }

    @Override
    public Iterable<IoSource> sources() {
      noteDisturbed();
      return known;
    }

    @Override
    public void close() {
      noteDisturbed();
      closed.incrementAndGet();
    }

    private void noteDisturbed() {
      if (inPoll) {
        disturbed.incrementAndGet();
      }
    }
  }

  /// Both are closed by the test when it has done with them.
  private static IoSource source(IoDriver driver, ServerSocketChannel channel) throws IOException {
    return driver.handle().register(channel, 0, "accept");
  }

  private static void assertTold(IoSource source) {
    var refused = assertThrows(RuntimeShutdownException.class, () -> source.check("accept"));
    assertTrue(refused.toString().contains("closed"));
  }

  /// Seen failing when the closer shut the poller down under the thread that was in it.
  @Test
  void closeLeavesTheShuttingDownToTheTurnThatRuns() throws Exception {
    var poller = new Held();
    var driver = new IoDriver(poller);
    try (var first = ServerSocketChannel.open();
        var second = ServerSocketChannel.open()) {
      IoSource known = source(driver, first);
      IoSource queued = source(driver, second);
      var woken = new AtomicInteger();
      assertTrue(known.await(new IoWaiter() {}, SelectionKey.OP_ACCEPT, () -> woken.addAndGet(1)));
      driver.turn(0); // takes note of it
      var turning = new Thread(() -> driver.turn(Long.MAX_VALUE));
      turning.start();
      poller.polling.await();
      driver.close();
      driver.close();
      assertEquals(1, poller.wakeUps.get(), "the turn is asked to end");
      assertEquals(0, poller.closed.get());
      assertEquals(0, woken.get());
      assertTrue(
          queued.await(new IoWaiter() {}, SelectionKey.OP_ACCEPT, () -> woken.addAndGet(10)));
      poller.letGo.countDown();
      turning.join();
      driver.close();
      assertEquals(0, poller.disturbed.get());
      assertEquals(1, poller.closed.get());
      assertEquals(11, woken.get(), "who waited, and who came between");
      assertTold(known);
      assertTold(queued);
      assertFalse(queued.await(new IoWaiter() {}, SelectionKey.OP_ACCEPT, () -> {}), "and later");
    }
  }

  /// Seen failing when it returned at once, which made its thread spin.
  @Test
  void aTurnOfAClosedDriverStillWaits() throws Exception {
    var driver = new IoDriver();
    driver.close();
    driver.handle().unpark(); // not kept by what close itself has left
    driver.turn(Long.MAX_VALUE);
    driver.turn(0);
    driver.turn(1);
    var turning = new Thread(() -> driver.turn(Long.MAX_VALUE));
    turning.start();
    Stress.await(() -> turning.getState() == Thread.State.TIMED_WAITING, "it waits");
    turning.interrupt(); // does not end it
    driver.handle().unpark();
    turning.join();
  }

  /// Seen failing when it came out of the turn and the other was forgotten.
  @Test
  void aWakerThatThrowsHoldsUpNeitherTheOthersNorTheDriver() throws Exception {
    var driver = new IoDriver();
    Pipe pipe = Pipe.open();
    try (var from = pipe.source();
        var to = pipe.sink()) {
      IoSource source = driver.handle().register(from, 0, "read");
      var woken = new AtomicInteger();
      Waker failing =
          () -> {
            throw new IllegalStateException("a waker of the test fails");
          };
      assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_READ, failing));
      assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_READ, woken::incrementAndGet));
      driver.turn(0);
      to.write(ByteBuffer.allocate(1));
      driver.turn(Long.MAX_VALUE);
      assertEquals(1, woken.get());
      source.clear(source.readiness(), SelectionKey.OP_READ);
      assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_READ, failing));
      assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_READ, woken::incrementAndGet));
      driver.close();
      assertEquals(2, woken.get());
    }
  }

  enum Kind {
    NIO,
    EPOLL;

    IoDriver open() throws IOException {
      return new IoDriver(
          this == NIO || Linux.unavailableBecause() != null ? new NioPoller() : new EpollPoller());
    }
  }

  /// Waiters, turns and the close at once: each waiter is woken, and then told. Seen failing when
  /// the selector, or the descriptor of epoll, was closed under the turn.
  @ParameterizedTest
  @EnumSource
  void nobodyIsLeftWaitingByACloseDuringTurns(Kind kind) throws Exception {
    for (int round = 0; round < Stress.rounds(200); round++) {
      try (var channels = new Channels()) {
        IoDriver driver = kind.open();
        var ended = new AtomicBoolean();
        var woken = new AtomicInteger();
        Stress.together(
            () -> {
              while (!ended.get()) {
                driver.turn(Long.MAX_VALUE);
              }
            },
            () -> {
              for (IoSource source : channels.registeredWith(driver)) {
                if (!source.await(
                    new IoWaiter() {}, SelectionKey.OP_ACCEPT, woken::incrementAndGet)) {
                  woken.incrementAndGet();
                }
              }
              Stress.await(() -> woken.get() == channels.count(), "all are woken");
              ended.set(true);
              driver.handle().unpark();
            },
            () -> {
              driver.close();
              driver.close();
            });
        channels.sources.forEach(IoDriverTest::assertTold);
      }
    }
  }

  private static final class Channels implements AutoCloseable {
    private final List<ServerSocketChannel> channels = new ArrayList<>();
    private final List<IoSource> sources = new ArrayList<>();

    Channels() throws IOException {
      for (int i = 0; i < 8; i++) {
        var channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channels.add(channel);
      }
    }

    /// Those that the driver still takes.
    List<IoSource> registeredWith(IoDriver driver) throws IOException {
      for (ServerSocketChannel channel : channels) {
        try {
          sources.add(source(driver, channel));
        } catch (RuntimeShutdownException closed) {
          break;
        }
      }
      return sources;
    }

    int count() {
      return sources.size();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocketChannel channel : channels) {
        channel.close();
      }
    }
  }
}
