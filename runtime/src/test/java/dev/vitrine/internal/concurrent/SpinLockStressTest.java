package dev.vitrine.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.testing.Stress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads, platform and virtual, that count in a plain field under the lock: no count is lost.
///
/// Seen failing on a broken copy that took the lock by a look and a store.
@Tag("stress")
final class SpinLockStressTest {
  private static final int THREADS = 3;

  private final SpinLock lock = new SpinLock();
  private long count;

  @Test
  void onlyOneIsInside() throws InterruptedException {
    int rounds = Stress.rounds(200_000);
    List<Stress.Part> parts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      parts.add(() -> countUp(rounds));
    }
    Thread virtual = Thread.ofVirtual().start(() -> countUp(rounds));
    Stress.together(parts);
    virtual.join();
    assertEquals((long) (THREADS + 1) * rounds, count);
  }

  private void countUp(int rounds) {
    for (int i = 0; i < rounds; i++) {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }
  }
}
