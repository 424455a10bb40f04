package dev.vitrine.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// How long stress tests run, and the seed that repeats one.
///
/// The system property `vitrine.stress` is `short`, the default, or `long`; `vitrine.seed` sets the
/// seed.
public final class Stress {
  private static final int LONG_FACTOR = 50;
  private static final long PATIENCE_SECONDS = 60;

  /// How much longer to wait on a machine that gives the test no processor.
  private static final int PATIENCE_WITHOUT_CPU = 15;

  private Stress() {}

  /// `rounds` in a short run and fifty times as many in a long one.
  public static int rounds(int rounds) {
    return isLong() ? rounds * LONG_FACTOR : rounds;
  }

  private static boolean isLong() {
    return "long".equals(System.getProperty("vitrine.stress"));
  }

  /// The seed of this run, printed with the name of the test that uses it.
  public static long seed(String test) {
    long seed = Long.getLong("vitrine.seed", System.nanoTime());
    System.out.println(test + ": -Dvitrine.seed=" + seed);
    return seed;
  }

  /// A generator for one thread of a test.
  public static RandomGenerator random(long seed, int thread) {
    return new java.util.SplittableRandom(seed * 31 + thread);
  }

  /// Keeps the thread busy for a random while, up to `most` spins.
  public static void pause(RandomGenerator random, int most) {
    for (int spin = random.nextInt(most); spin > 0; spin--) {
      Thread.onSpinWait();
    }
  }

  /// Waits until `condition` holds: at first by spinning, so that threads go on together, then
  /// leaving the processor to others.
  ///
  /// @param what for the message when that takes too long
  @SuppressWarnings("ThreadPriorityCheck") // only to be kind to a busy machine
  public static void await(BooleanSupplier condition, String what) {
    long giveUp = 0;
    for (int spin = 0; !condition.getAsBoolean(); spin++) {
      if (spin < 1_000) {
        Thread.onSpinWait();
        continue;
      }
      Thread.yield();
      long now = System.nanoTime();
      giveUp = giveUp == 0 ? now + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2) : giveUp;
      if (now > giveUp || Thread.currentThread().isInterrupted()) {
        throw new AssertionError("waited in vain: " + what);
      }
    }
  }

  /// Something a thread of a test does; may fail.
  @FunctionalInterface
  public interface Part {
    void run() throws Exception;
  }

  /// Runs each part on a thread of its own, and fails as the first that fails does.
  public static void together(Part... parts) {
    together(List.of(parts));
  }

  /// Runs each part on a thread of its own, and fails as the first that fails does.
  ///
  /// A part hangs when the process has used up its CPU time meanwhile: two dozen busy processes
  /// beside a test make it thirty times slower, since whoever spins for a thread that holds a flag
  /// spins until that thread gets a processor again.
  public static void together(List<? extends Part> parts) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Part part : parts) {
        running.add(
            threads.submit(
                () -> {
                  part.run();
                  return null;
                }));
      }
      var patience = new Patience(longPatience());
      for (Future<?> one : running) {
        while (one.state() == Future.State.RUNNING && !patience.isOver()) {
          awaitFor(one);
        }
        one.get(0, TimeUnit.SECONDS);
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a part failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a part hangs: " + stacks(), e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitFor(Future<?> one) throws InterruptedException, ExecutionException {
    try {
      one.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException notYet) {
      // the caller looks how much time is left
    }
  }

  /// Over when this process has had two processors for so long, or when so long has passed that not
  /// even a busy machine explains it.
  private static final class Patience {
    private final Duration cpuLimit;
    private final long limit;

    Patience(long seconds) {
      cpuLimit = cpuTime().plusSeconds(2 * seconds);
      limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_WITHOUT_CPU * seconds);
    }

    boolean isOver() {
      return cpuTime().compareTo(cpuLimit) > 0 || System.nanoTime() - limit > 0;
    }

    private static Duration cpuTime() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
  }

  private static long longPatience() {
    return isLong() ? PATIENCE_SECONDS * 20 : PATIENCE_SECONDS;
  }

  /// The threads are found by their groups and asked one by one: over a snapshot of all of them JDK
  /// 25 may crash (JDK-8392031).
  private static String stacks() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    var found = new Thread[2 * all.activeCount() + 64];
    int count = all.enumerate(found);
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append('\n').append(found[i]);
      for (StackTraceElement frame : found[i].getStackTrace()) {
        text.append("\n    ").append(frame);
      }
    }
    return text.toString();
  }
}
