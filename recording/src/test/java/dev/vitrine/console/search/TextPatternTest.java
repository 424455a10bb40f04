package dev.vitrine.console.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TextPatternTest {

  private static String refusal(String expression) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> TextPattern.of(expression), expression);
    return String.valueOf(refused.getMessage());
  }

  @Test
  void findsWhatUsersLookFor() {
    assertTrue(TextPattern.of("conn-[0-9]{1,5}$").isIn("CONN-123"));
    assertTrue(TextPattern.of("([0-9]{1,3}\\.){3}[0-9]{1,3}:\\d{2,5}").isIn("10.1.2.30:8080"));
    assertTrue(TextPattern.of("^(reader|writer) \\x{1F600}").isIn("writer 😀"));
    assertTrue(TextPattern.of("straße|ÄRGER").isIn("ärger"));
    assertTrue(TextPattern.of("").isIn(""));
    assertFalse(TextPattern.of("\\bindex\\b").isIn("reindexed"));
  }

  /// java.util.regex holds its thread for ever on each of these, on some without reading a
  /// character of the text.
  @Test
  void noExpressionTakesForEver() {
    for (String endless :
        List.of(
            "(?:|)".repeat(60) + "$.",
            "(?:(?:){2147483647}){2147483647}",
            "(a+)+b",
            "(a|a)*b",
            "(?:a?){50}a{50}")) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            try {
              TextPattern.of(endless).isIn("a".repeat(2_000));
            } catch (IllegalArgumentException refused) {
              assertTrue(String.valueOf(refused.getMessage()).contains("too large"), endless);
            }
          },
          endless);
    }
  }

  @Test
  void whatGrowsTooLargeIsRefusedBeforeItIsBuilt() {
    for (String large :
        List.of(
            "(?:(?:){1000}){1000}",
            "((a{0,1000}){0,1000}){0,1000}",
            "(".repeat(30) + "a" + "{2})".repeat(30),
            "(a{1000,}){1000,}",
            "[ab]{900}".repeat(10))) {
      assertEquals("regex: too large with its repetitions written out", refusal(large), large);
    }
    assertEquals("regex of 1001 characters; at most 1000 are allowed", refusal("a".repeat(1_001)));
    TextPattern.of("(".repeat(490) + ")".repeat(490)).isIn("deep");
  }

  @Test
  void whatIsNotSupportedIsSaid() {
    assertTrue(
        refusal("conn(?!-1)").endsWith("look-around is not supported; the syntax is that of RE2"));
    assertTrue(refusal("(?<=a)b").contains("look-around"));
    assertTrue(refusal("(a)\\1").contains("back references are not supported"));
    assertTrue(refusal("a++").contains("possessive groups are not supported"));
    assertTrue(refusal("(?>a)").contains("atomic"));
    assertEquals("regex: missing closing ]: [", refusal("a["));
    assertEquals("regex: unmatched )", refusal("a)"));
    assertEquals("regex: invalid escape sequence: \\R", refusal("\\R"));
  }

  @Test
  void aSearchThatTakesTooLongIsGivenUp() {
    var now = new AtomicLong();
    long step = TextPattern.NANOS_PER_TEXT + 1_000_000;
    var slow = TextPattern.of("a", () -> now.getAndAdd(step));
    for (int i = 0; i < 2_000; i++) {
      assertTrue(slow.isIn("a"));
    }
    var gaveUp = assertThrows(TextPattern.TooSlow.class, () -> slow.isIn("a"));
    assertTrue(String.valueOf(gaveUp.getMessage()).startsWith("regex: takes too long"));
  }

  @Test
  void anOrdinarySearchMayGoOnForEver() {
    var now = new AtomicLong();
    var quick = TextPattern.of("a", () -> now.getAndAdd(TextPattern.NANOS_PER_TEXT));
    for (int i = 0; i < 1_000_000; i++) {
      assertFalse(quick.isIn(""));
    }
  }
}
