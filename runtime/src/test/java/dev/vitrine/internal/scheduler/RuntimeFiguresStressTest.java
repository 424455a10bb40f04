package dev.vitrine.internal.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vitrine.instrument.Location;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.Callsites;
import dev.vitrine.testing.Stress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A runtime that is closed while a thread in `blockOn` still counts: every poll is in the place's
/// figures once, and nobody fails.
///
/// Seen failing when the end took over counters that were in use.
@Tag("stress")
class RuntimeFiguresStressTest {
  private static final int POLLS = 200;

  @Test
  void theEndLosesNothingOfWhatIsStillCounted() {
    long seed = Stress.seed("RuntimeFiguresStressTest");
    for (int round = Stress.rounds(200); round > 0; round--) {
      CallsiteRecord[] sites = newPlaces(seed + round);
      var figures = new RuntimeFigures();
      var counting = new AtomicBoolean();
      var random = Stress.random(seed + round, 1);
      Stress.together(
          () -> {
            for (int use = 0; use < 2; use++) { // the second one after the end, mostly
              var stats = figures.acquireForBlockOn();
              for (int i = 0; i < POLLS; i++) {
                CallsiteRecord site = sites[i % sites.length];
                stats.begin();
                stats.ended(site.index(), site, i % 2);
                counting.set(true);
              }
              figures.release(stats);
            }
          },
          () -> {
            Stress.await(counting::get, "it counts");
            Stress.pause(random, 500);
            figures.retire(List.of());
          });
      figures.retire(List.of());
      long polls = 0;
      long timed = 0;
      for (CallsiteRecord site : sites) {
        polls += site.polls();
        timed += site.pollTimes().total();
      }
      assertEquals(2 * POLLS, polls);
      assertEquals(2 * POLLS, timed);
      assertEquals(2 * POLLS, figures.blockOnPolls());
    }
  }

  /// Places that nobody else counts for, far enough apart that counters have to grow.
  private static CallsiteRecord[] newPlaces(long round) {
    var sites = new CallsiteRecord[20];
    for (int i = 0; i < sites.length; i++) {
      sites[i] =
          Callsites.at(new Location("Figures" + round + ".java", i, "Figures", null), "test");
    }
    return sites;
  }
}
