package dev.vitrine.deterministic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The simulation finds the races that are known to be there, finds none where there is none, and
/// its clock is its own.
final class SimulationTest {
  private static final int SEEDS = 200;
  private static Explorer explorer;

  @BeforeAll
  static void load() throws IOException, ReflectiveOperationException {
    explorer = Explorer.ofBroken(java.util.List.of(Path.of("target/test-classes")));
  }

  private static Optional<Explorer.Failure> search(String sample) {
    return explorer.search("Samples$" + sample, 1, SEEDS);
  }

  private static void findsIn(String sample, String problem) {
    Optional<Explorer.Failure> failure = search(sample);
    assertTrue(
        failure.isPresent() && failure.get().report().contains(problem),
        () -> failure.map(Explorer.Failure::report).orElse("found nothing"));
  }

  private static void findsNothingIn(String sample) {
    assertEquals("", search(sample).map(Explorer.Failure::report).orElse(""));
  }

  @Test
  void findsAnUpdateThatIsLost() {
    findsIn("LostUpdate", "count=1");
  }

  @Test
  void findsNoUpdateLostWhereItIsAtomic() {
    findsNothingIn("NoLostUpdate");
  }

  @Test
  void findsDeadlocks() {
    findsIn("Deadlock", "nobody can go on");
    findsIn("MonitorDeadlock", "nobody can go on");
  }

  @Test
  void monitorsExclude() {
    findsNothingIn("Monitor");
  }

  @Test
  void findsWhatNeverEnds() {
    findsIn("Livelock", "it goes on after");
  }

  /// Seen failing when whoever spins alone had time pass without a second look.
  @Test
  void noTimePassesForASpinThatIsOver() {
    findsNothingIn("DoneBeforeItSpins");
  }

  @Test
  void findsThreadsThatAreLeftOver() {
    findsIn("LeftOver", "thread left is left over");
  }

  @Test
  void aDayPassesAtOnce() {
    findsNothingIn("Day");
  }

  @Test
  void noPermitIsLost() {
    findsNothingIn("Permits");
  }

  @Test
  void interruptsEndWaits() {
    findsNothingIn("Interrupt");
  }
}
