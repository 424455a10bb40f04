package dev.vitrine.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PollTest {
  @Test
  void isPendingOrHasAValue() {
    assertFalse(Poll.ready("value").isPending());
    assertEquals("value", Poll.ready("value").value());
    assertFalse(Poll.ready(null).isPending());
    assertNull(Poll.ready(null).value());
    assertNull(Poll.done().value());
    assertTrue(Poll.pending().isPending());
    assertThrows(IllegalStateException.class, () -> Poll.pending().value());
  }

  @Test
  void isEqualByItsValue() {
    assertEquals(Poll.ready(1_000), Poll.ready(1_000));
    assertEquals(Poll.ready(1_000).hashCode(), Poll.ready(1_000).hashCode());
    assertNotEquals(Poll.ready(1), Poll.ready(2));
    assertNotEquals(Poll.pending(), Poll.done());
    assertEquals(Poll.pending(), Poll.pending());
    assertEquals("ready: 1", Poll.ready(1).toString());
    assertEquals("pending", Poll.pending().toString());
  }
}
