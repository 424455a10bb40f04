package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How often the streams say something new, on a busy machine and of a large program.
@Timeout(60)
class RestTest {
  private Session session;
  private final Stream<RuntimesUpdate> runtimes = new Stream<>();

  @BeforeEach
  void open() throws IOException {
    session = new Session();
  }

  @AfterEach
  void close() {
    session.close();
  }

  private long nextAt() {
    Timestamp at = runtimes.next().getStamp().getNow();
    return at.getSeconds() * 1_000_000_000 + at.getNanos();
  }

  @Test
  void aStreamGoesOnWhereTheConsoleHasToWaitForTheCpu() {
    session.source.runtime.whenRead = () -> waitFor(100_000_000);
    session.console().watchRuntimes(WatchRuntimesRequest.getDefaultInstance(), runtimes);
    long first = nextAt();
    for (int i = 0; i < 4; i++) {
      nextAt();
    }
    long last = nextAt();
    assertTrue(last - first < 3_000_000_000L, "five updates took " + (last - first) + " ns");
  }

  @Test
  void anAnswerThatCostsMuchIsMadeLessOften() {
    session.source.runtime.whenRead = () -> spend(50_000_000);
    session.console().watchRuntimes(WatchRuntimesRequest.getDefaultInstance(), runtimes);
    nextAt(); // loads classes, and is not counted
    long one = nextAt();
    long next = nextAt();
    assertTrue(next - one >= 20 * 50_000_000L, "it rested only " + (next - one) + " ns");
  }

  /// As if the machine let others run meanwhile.
  private static void waitFor(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void spend(long cpuNanos) {
    var threads = ManagementFactory.getThreadMXBean();
    long until = threads.getCurrentThreadCpuTime() + cpuNanos;
    while (threads.getCurrentThreadCpuTime() < until) {
      Thread.onSpinWait();
    }
  }
}
