package vitrine.bench.compare;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import vitrine.bench.workload.Outside;

/// How far apart the processors are: the time in which a line of memory goes from one to the other
/// and back.
///
/// On a virtual machine it changes while programs run, as the host moves the processors about: 50
/// to 80 ns where the machine behind the goals was set, 320 to 420 for some seconds now and then.
/// What runs on both processors takes two to three times as long meanwhile, and says nothing of the
/// program.
final class Distance {
  private static final int TRIPS = 20_000;
  private static final int TRIPS_BETWEEN_LOOKS = 64;
  private static final int SAMPLES = 3;
  private static final long MOST_NANOS = 10_000_000; // where both threads must share one processor
  private static final int END = -2;
  private static final double FAR = 4;

  private final DoubleSupplier roundTrip;
  private double leastNanos = Double.MAX_VALUE;
  private int asked;
  private int far;

  Distance() {
    this(Distance::bestRoundTripNanos);
  }

  /// @param roundTrip measures it, nanoseconds
  Distance(DoubleSupplier roundTrip) {
    this.roundTrip = roundTrip;
    isFar(); // the first one is slow: it is compiled meanwhile
    leastNanos = Double.MAX_VALUE;
    asked = 0;
  }

  /// Whether the processors are much farther apart now than they have been.
  boolean isFar() {
    double nanos = roundTrip.getAsDouble();
    leastNanos = Math.min(leastNanos, nanos);
    asked++;
    boolean isFar = nanos > FAR * leastNanos;
    far += isFar ? 1 : 0;
    return isFar;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f ns there and back; more than %.1f times that in %d of %d looks",
        leastNanos,
        FAR,
        far,
        asked);
  }

  static double bestRoundTripNanos() {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      best = Math.min(best, roundTripNanos());
    }
    return best;
  }

  private static double roundTripNanos() {
    var line = new AtomicInteger();
    var threads = new AtomicInteger();
    var nanos = new double[1];
    Outside.threads(
        2,
        () -> {
          if (threads.getAndIncrement() == 0) {
            nanos[0] = sendAndTakeBack(line);
          } else {
            sendBack(line);
          }
        });
    return nanos[0];
  }

  /// @return what one trip has taken, of as many as there was time for
  private static double sendAndTakeBack(AtomicInteger line) {
    long start = System.nanoTime();
    int trips = 0;
    long took = 0;
    while (trips < TRIPS && took < MOST_NANOS) {
      int sent = line.getPlain() + 1;
      line.setRelease(sent);
      while (line.getAcquire() == sent) {
        Thread.onSpinWait();
      }
      trips++;
      took = trips % TRIPS_BETWEEN_LOOKS == 0 ? System.nanoTime() - start : took;
    }
    took = System.nanoTime() - start;
    line.setRelease(END);
    return (double) took / trips;
  }

  private static void sendBack(AtomicInteger line) {
    for (int seen = line.getAcquire(); seen != END; seen = line.getAcquire()) {
      if (seen % 2 == 1) {
        line.setRelease(seen + 1);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
