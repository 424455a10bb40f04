package dev.vitrine;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static dev.vitrine.time.Time.timeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.future.Async;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import dev.vitrine.sync.Mpsc;
import dev.vitrine.sync.Mutex;
import dev.vitrine.sync.Oneshot;
import dev.vitrine.sync.Semaphore;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.time.Deadline;
import dev.vitrine.time.ElapsedException;
import dev.vitrine.time.TestClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Time, sockets and synchronisation under every scheduler.
final class DriversOnRuntimeTest {
  private static final int TASKS = 20;
  private static final int ROUNDS = 200;

  private static void joinAll(List<JoinHandle<@Nullable Void>> tasks) {
    tasks.forEach(Async::await);
  }

  @ParameterizedTest
  @EnumSource
  void everyByteIsEchoed(Flavour flavour) {
    var echoed = new AtomicLong();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            TcpListener listener = TcpListener.bind("127.0.0.1:0").await();
            JoinHandle<@Nullable Void> server = spawn(() -> serve(listener));
            List<JoinHandle<@Nullable Void>> clients = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
              byte id = (byte) i;
              clients.add(
                  spawn(
                      () -> {
                        echoed.addAndGet(talk(listener, id));
                      }));
            }
            joinAll(clients);
            server.abort();
            listener.close();
          });
    }
    assertEquals((long) TASKS * ROUNDS * 64, echoed.get());
  }

  private static void serve(TcpListener listener) {
    while (true) {
      TcpStream socket = listener.accept().await();
      spawn(() -> echo(socket));
    }
  }

  private static void echo(TcpStream socket) {
    try (socket) {
      var buffer = ByteBuffer.allocate(1024);
      while (socket.read(buffer).await() != -1) {
        socket.writeAll(buffer.flip()).await();
        buffer.clear();
      }
    }
  }

  private static long talk(TcpListener listener, byte id) {
    long received = 0;
    try (TcpStream socket = TcpStream.connect(listener.localAddress()).await()) {
      byte[] message = new byte[64];
      for (int i = 0; i < ROUNDS; i++) {
        message[0] = id;
        message[1] = (byte) i;
        socket.writeAll(ByteBuffer.wrap(message)).await();
        ByteBuffer answer = ByteBuffer.allocate(64);
        socket.readExact(answer).await();
        assertArrayEquals(message, answer.array());
        received += 64;
      }
    }
    return received;
  }

  @ParameterizedTest
  @EnumSource
  void mutexLetsOneInAcrossAwaits(Flavour flavour) {
    var mutex = new Mutex();
    var inside = new AtomicInteger();
    int[] count = {0};
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            List<JoinHandle<@Nullable Void>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
              tasks.add(
                  spawn(
                      () -> {
                        for (int j = 0; j < ROUNDS; j++) {
                          try (var _ = mutex.lock().await()) {
                            assertEquals(1, inside.incrementAndGet());
                            count[0]++;
                            yieldNow().await();
                            inside.decrementAndGet();
                          }
                        }
                      }));
            }
            joinAll(tasks);
          });
    }
    assertEquals(TASKS * ROUNDS, count[0]);
  }

  @ParameterizedTest
  @EnumSource
  void holderOfAMutexIsTheTaskInside(Flavour flavour) {
    var mutex = new Mutex();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            var locked = Oneshot.<Integer>create();
            var release = Oneshot.<Integer>create();
            JoinHandle<@Nullable Void> holder =
                spawn(
                    () -> {
                      try (var _ = mutex.lock().await()) {
                        locked.sender().send(1);
                        release.receiver().receive().await();
                      }
                    });
            locked.receiver().receive().await();
            assertArrayEquals(new long[] {holder.id()}, mutex.holderTaskIds());
            release.sender().send(1);
            holder.await();
            assertEquals(0, mutex.holderTaskIds().length);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void channelCarriesEverythingPastAFullBuffer(Flavour flavour) {
    var sum = new AtomicLong();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            var channel = Mpsc.<Integer>bounded(4);
            for (int i = 0; i < TASKS; i++) {
              var sender = channel.sender().copy();
              spawn(
                  () -> {
                    try (sender) {
                      for (int j = 1; j <= ROUNDS; j++) {
                        sender.send(j).await();
                      }
                    }
                  });
            }
            channel.sender().close();
            Mpsc.Receiver<Integer> receiver = channel.receiver();
            var next = receiver.receive().await();
            while (next.isPresent()) {
              sum.addAndGet(next.get());
              next = receiver.receive().await();
            }
          });
    }
    assertEquals((long) TASKS * ROUNDS * (ROUNDS + 1) / 2, sum.get());
  }

  @ParameterizedTest
  @EnumSource
  void semaphoreLimitsAndAbortedTasksGiveBack(Flavour flavour) {
    var semaphore = new Semaphore(3);
    var inside = new AtomicInteger();
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            List<JoinHandle<@Nullable Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 3 * TASKS; i++) {
              tasks.add(
                  spawn(
                      () -> {
                        try (var _ = semaphore.acquire().await()) {
                          assertTrue(inside.incrementAndGet() <= 3);
                          try {
                            sleep(Duration.ofMillis(1)).await();
                          } finally {
                            inside.decrementAndGet();
                          }
                        }
                      }));
            }
            for (int i = 0; i < tasks.size(); i += 3) {
              tasks.get(i).abort();
            }
            for (int i = 0; i < tasks.size(); i++) {
              if (i % 3 != 0) {
                tasks.get(i).await();
              }
            }
            try (var _ = semaphore.acquire(3).await()) {
              assertEquals(0, inside.get());
            }
          });
    }
    assertEquals(3, semaphore.availablePermits());
  }

  @ParameterizedTest
  @EnumSource
  void sleepAndTimeoutWork(Flavour flavour) {
    try (var runtime = flavour.build()) {
      runtime.blockOn(
          () -> {
            Deadline start = Deadline.now();
            sleep(Duration.ofMillis(20)).await();
            assertTrue(Deadline.now().since(start).toMillis() >= 20);
            assertEquals(1, timeout(Duration.ofSeconds(20), spawn(() -> 1)).await());
            var never = Oneshot.<Integer>create();
            Async<Integer> wait = timeout(Duration.ofMillis(5), never.receiver().receive());
            assertThrows(ElapsedException.class, wait::await);
          });
    }
  }

  @Test
  void pausedClockRunsAnHourInNoTime() {
    long begin = System.nanoTime();
    try (var runtime = Flavour.CURRENT_THREAD.build()) {
      runtime.blockOn(
          () -> {
            TestClock.pause();
            Deadline start = Deadline.now();
            JoinHandle<Duration> late =
                spawn(
                    () -> {
                      sleep(Duration.ofMinutes(30)).await();
                      return Deadline.now().since(start);
                    });
            sleep(Duration.ofHours(1)).await();
            assertEquals(Duration.ofHours(1), Deadline.now().since(start));
            assertEquals(Duration.ofMinutes(30), late.await());
            TestClock.advance(Duration.ofSeconds(5)).await();
            assertEquals(Duration.ofHours(1).plusSeconds(5), Deadline.now().since(start));
          });
    }
    assertTrue(System.nanoTime() - begin < Duration.ofSeconds(30).toNanos());
  }

  @Test
  void pausedClockStandsStillWhileABlockingJobRuns() {
    try (var runtime = Flavour.CURRENT_THREAD.builder().startPaused(true).build()) {
      runtime.blockOn(
          () -> {
            Deadline start = Deadline.now();
            for (int i = 0; i < ROUNDS; i++) {
              int round = i;
              JoinHandle<Integer> job = Tasks.spawnBlocking(() -> round);
              assertEquals(round, timeout(Duration.ofMinutes(1), spawn(job::await)).await());
            }
            assertEquals(start, Deadline.now());
          });
    }
  }

  @Test
  void clockOfAMultiThreadRuntimeCanNotBePaused() {
    try (var runtime = Flavour.ONE_WORKER.build()) {
      runtime.blockOn(() -> assertThrows(IllegalStateException.class, TestClock::pause));
    }
  }
}
