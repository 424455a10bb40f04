package dev.vitrine.console.server.internal.flight;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivingTasksTest {
  private final Set<Long> living = new HashSet<>(List.of(1L, 2L));
  private final LivingTasks tasks = new LivingTasks(each -> living.forEach(each::accept));

  @Test
  void aTaskThatLivesIsNotGone() {
    assertFalse(tasks.before(100, 90).test(1));
    assertFalse(tasks.before(200, 190).test(1));
  }

  @Test
  void oneThatIsMissingIsGoneWhenItHadBeenMissingByThen() {
    living.remove(2L);
    assertFalse(tasks.before(100, 90).test(2)); // its end may be told behind 90
    assertFalse(tasks.before(110, 95).test(2));
    assertTrue(tasks.before(140, 101).test(2));
  }

  @Test
  void oneThatWasMissedOnceIsNotGone() {
    living.remove(2L);
    assertFalse(tasks.before(100, 90).test(2));
    living.add(2L);
    assertFalse(tasks.before(140, 130).test(2));
    living.remove(2L);
    assertFalse(tasks.before(180, 170).test(2));
  }
}
