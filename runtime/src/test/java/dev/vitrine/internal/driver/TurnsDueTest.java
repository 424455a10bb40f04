package dev.vitrine.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a busy worker lets the driver have a turn again.
final class TurnsDueTest {
  private static final int INTERVAL = 61;

  /// Reports what it is told to.
  private static final class Told implements Poller {
    private final List<IoSource> ready = new ArrayList<>();

    @Override
    public void interest(IoSource source, int ops) {}

    @Override
    public void poll(long nanos, Events events) {
      ready.forEach(source -> events.ready(source, SelectionKey.OP_READ));
      ready.clear();
    }

    @Override
    public void wakeUp() {}

    @Override
    public Iterable<IoSource> sources() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static final class Waiter extends IoWaiter {}

  private final Told told = new Told();
  private final IoDriver driver = new IoDriver(told);
  private final IoHandle handle = driver.handle();
  private final List<Pipe> pipes = new ArrayList<>();
  private final AtomicInteger woken = new AtomicInteger();

  @AfterEach
  void close() throws IOException {
    driver.close();
    for (Pipe pipe : pipes) {
      pipe.source().close();
      pipe.sink().close();
    }
  }

  private IoSource source() throws IOException {
    Pipe pipe = Pipe.open();
    pipes.add(pipe);
    return handle.register(pipe.source(), 0, "test");
  }

  private void wake(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      IoSource source = source();
      assertTrue(source.await(new Waiter(), SelectionKey.OP_READ, woken::incrementAndGet));
      told.ready.add(source);
    }
    driver.turn(0);
    assertEquals(count, woken.getAndSet(0));
  }

  @Test
  void aTurnIsDueAtFirstAndAfterOneThatWokeNobody() throws IOException {
    assertTrue(handle.isTurnDue(INTERVAL));
    told.ready.add(source());
    wake(0);
    assertTrue(handle.isTurnDue(INTERVAL));
  }

  @Test
  void aTurnIsDueAfterAnIntervalWhenFewWereWoken() throws IOException {
    wake(INTERVAL);
    assertTrue(handle.isTurnDue(INTERVAL));
  }

  @Test
  void aTurnIsDueWhenAsManyHaveBeenPolledAsTheLastWoke() throws IOException {
    wake(2 * INTERVAL + 1);
    assertFalse(handle.isTurnDue(INTERVAL));
    assertFalse(handle.isTurnDue(INTERVAL));
    assertTrue(handle.isTurnDue(INTERVAL));
    assertTrue(handle.isTurnDue(INTERVAL), "until the driver has had it");
  }

  @Test
  void whatATurnWakesCountsInsteadOfWhatWasLeft() throws IOException {
    wake(3 * INTERVAL);
    assertFalse(handle.isTurnDue(INTERVAL));
    wake(1);
    assertTrue(handle.isTurnDue(INTERVAL));
  }
}
