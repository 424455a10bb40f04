package dev.vitrine.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Waker;
import dev.vitrine.testing.Stress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A pipe written to at random moments and read through the readiness protocol, with a driver
/// beside it that sleeps whenever it may. The writer waits until all it has written has been read,
/// so a lost event or change leaves all three asleep.
///
/// Seen failing (the reader hangs) on broken copies: interest dropped in the selector and kept in
/// `armed`; a driver that goes to sleep without looking for NOTIFIED, with the moment before that
/// stretched.
@Tag("stress")
final class IoSourceStressTest {

  @Test
  void everyByteArrives() throws Exception {
    long seed = Stress.seed("IoSourceStressTest");
    int rounds = Stress.rounds(20_000);
    var driver = new IoDriver();
    var running = new AtomicBoolean(true);
    Pipe pipe = Pipe.open();
    var readSoFar = new AtomicInteger();
    Stress.together(
        () -> write(pipe, rounds, readSoFar, Stress.random(seed, 0)),
        () -> {
          try {
            read(driver.handle(), pipe, readSoFar, Stress.random(seed, 1));
          } finally {
            running.set(false);
            driver.handle().unpark();
          }
        },
        () -> {
          RandomGenerator random = Stress.random(seed, 2);
          while (running.get()) {
            driver.turn(random.nextInt(8) == 0 ? 0 : Long.MAX_VALUE);
          }
        });
    assertEquals(1, driver.handle().registered());
    assertEquals(1, driver.handle().deregistered());
    driver.close();
  }

  private static void write(Pipe pipe, int rounds, AtomicInteger readSoFar, RandomGenerator random)
      throws Exception {
    int written = 0;
    try (var sink = pipe.sink()) {
      for (int i = 0; i < rounds; i++) {
        int count = 1 + random.nextInt(3);
        for (int j = 0; j < count; j++) {
          sink.write(ByteBuffer.allocate(1));
          Stress.pause(random, 200);
        }
        written += count;
        int all = written;
        Stress.await(() -> readSoFar.get() == all, "the reader");
        Stress.pause(random, 400);
      }
    }
  }

  private static void read(
      IoHandle handle, Pipe pipe, AtomicInteger readSoFar, RandomGenerator random)
      throws Exception {
    IoSource source = handle.register(pipe.source(), SelectionKey.OP_READ, "test");
    var woken = new Semaphore(0);
    Waker waker = woken::release;
    var waiter = new IoWaiter() {};
    ByteBuffer buffer = ByteBuffer.allocate(4);
    int got = 0;
    while (got >= 0) {
      int seen = source.readiness();
      if (IoSource.isReady(seen, SelectionKey.OP_READ)) {
        got = pipe.source().read(buffer.clear());
        if (got == 0) {
          source.clear(seen, SelectionKey.OP_READ);
        } else if (got > 0) {
          readSoFar.addAndGet(got);
        }
        Stress.pause(random, 100);
      } else if (source.await(waiter, SelectionKey.OP_READ, waker)) {
        if (random.nextInt(16) == 0) {
          source.forget(waiter);
        } else {
          assertTrue(
              woken.tryAcquire(5, TimeUnit.SECONDS),
              "the event was lost after " + readSoFar + " bytes");
        }
      }
    }
    pipe.source().close();
    source.deregister();
  }
}
