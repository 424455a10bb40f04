package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.server.internal.read.Figures;
import dev.vitrine.console.server.internal.read.Signs;
import org.junit.jupiter.api.Test;

/// When a task counts as one that nobody can wake.
class SignsTest {
  private final FakeTask task = new FakeTask(1, new FakeSource().runtime);
  private long now;
  private final Signs signs = new Signs(100_000_000, () -> now);

  SignsTest() {
    task.isWakeable = false;
  }

  private boolean isLost() {
    return signs.shows(Sign.SIGN_UNWAKEABLE, task, Figures.of(task, now));
  }

  @Test
  void oneLookOnlySuspects() {
    assertFalse(isLost());
    assertTrue(signs.isSuspect(1));
    now += Signs.SETTLED_NANOS - 1;
    assertFalse(isLost());
    now += 1;
    assertTrue(isLost());
    assertFalse(signs.isSuspect(1));
    assertTrue(isLost());
  }

  @Test
  void whatWasBeingWokenIsCleared() {
    assertFalse(isLost());
    now += Signs.SETTLED_NANOS;
    task.isWakeable = true;
    assertFalse(isLost());
    assertFalse(signs.isSuspect(1));
    task.isWakeable = false;
    assertFalse(isLost());
    assertTrue(signs.isSuspect(1));
  }

  @Test
  void whatRanInBetweenIsSuspectedAnew() {
    assertFalse(isLost());
    now += Signs.SETTLED_NANOS;
    task.wakes = 2;
    assertFalse(isLost());
    now += Signs.SETTLED_NANOS - 1;
    assertFalse(isLost());
    task.polls = 2;
    now += 1;
    assertFalse(isLost());
    now += Signs.SETTLED_NANOS;
    assertTrue(isLost());
    task.wakes = 3; // somebody had it all the time
    assertFalse(isLost());
  }

  @Test
  void theSuspectsAreForgottenWhenTheyAreGone() {
    var source = new FakeSource();
    for (int id = 1; id <= 200; id++) {
      FakeTask gone = source.spawn(id);
      gone.isWakeable = false;
      assertFalse(signs.hasLostWaker(gone));
    }
    assertTrue(signs.isSuspect(1));
    now += 3_600_000_000_000L;
    for (int id = 201; id <= 600; id++) {
      FakeTask suspected = source.spawn(id);
      suspected.isWakeable = false;
      assertFalse(signs.hasLostWaker(suspected));
    }
    assertFalse(signs.isSuspect(1));
    assertTrue(signs.isSuspect(600));
  }
}
