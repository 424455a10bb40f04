package dev.vitrine.testing;

import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Location;

/// The figures of all places in one test class that spawn, added up. They never go back, and belong
/// to the process: a test takes them before and after.
public record CallsiteSums(
    long spawned, long completed, long failed, long cancelled, long polls, long timedPolls) {

  /// The sums of `test` now, its nested classes included.
  public static CallsiteSums of(Class<?> test) {
    var sums = new CallsiteSums(0, 0, 0, 0, 0, 0);
    for (Callsite site : Instruments.callsites()) {
      Location place = site.location();
      if (place != null
          && (place.className().equals(test.getName())
              || place.className().startsWith(test.getName() + "$"))) {
        sums = sums.plus(site);
      }
    }
    return sums;
  }

  private CallsiteSums plus(Callsite site) {
    return new CallsiteSums(
        spawned + site.spawned(),
        completed + site.completed(),
        failed + site.failed(),
        cancelled + site.cancelled(),
        polls + site.polls(),
        timedPolls + site.pollTimes().total());
  }

  public CallsiteSums minus(CallsiteSums before) {
    return new CallsiteSums(
        spawned - before.spawned,
        completed - before.completed,
        failed - before.failed,
        cancelled - before.cancelled,
        polls - before.polls,
        timedPolls - before.timedPolls);
  }
}
