package dev.vitrine.net;

import static dev.vitrine.Tasks.spawn;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who asks again and again for what fails at once, as an accept does while no descriptor is free,
/// leaves the worker to others, who may mend that.
@Timeout(60)
class FailingAcceptTest {
  @Test
  void theOthersRun() {
    try (var runtime = AsyncRuntime.currentThread().enableAll().build()) {
      runtime.blockOn(
          () -> {
            var hasRun = new AtomicBoolean();
            TcpListener listener = TcpListener.bind("127.0.0.1:0").await();
            listener.close();
            spawn(() -> hasRun.set(true)).detach();
            int failures = 0;
            while (failures < 1_000) {
              try {
                listener.accept().await();
              } catch (UncheckedIOException closed) {
                failures++;
              }
            }
            assertTrue(hasRun.get());
          });
    }
  }
}
