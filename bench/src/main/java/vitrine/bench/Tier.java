package vitrine.bench;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Watch;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import vitrine.bench.harness.Uninterrupted;

/// How much our runtime counts while it is measured.
public enum Tier {
  /// Nothing; the JVM has been started with `-Dvitrine.instrument=off`.
  OFF,
  /// What is always counted: the default.
  ALWAYS,
  /// Somebody watches, and reads what has changed each second, as the console's server does.
  WATCHED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Tier of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /// Sets the tier until the result is closed. A runtime has to be there.
  ///
  /// @throws IllegalStateException if the JVM was not started for it
  public Set set() {
    if ((this == OFF) == Instruments.isOn()) {
      throw new IllegalStateException(
          "tier "
              + label()
              + " needs a JVM "
              + (this == OFF ? "with" : "without")
              + " -Dvitrine.instrument=off");
    }
    return this == WATCHED ? new Reader() : () -> {};
  }

  /// The time during which a tier holds.
  public interface Set extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Reader implements Set {
    private final Watch watch = Instruments.watch();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("watcher").daemon().start(this::read);

    private void read() {
      Uninterrupted.run(
          () -> {
            while (!over.await(1, TimeUnit.SECONDS)) {
              watch.drainChanged(_ -> {});
              watch.finished();
              watch.resources();
            }
          });
    }

    @Override
    public void close() {
      over.countDown();
      Uninterrupted.run(thread::join);
      watch.close();
    }
  }
}
