package dev.vitrine.console.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void durationsReadAsPeopleWriteThem() {
    assertEquals("0ns", Durations.brief(0));
    assertEquals("999ns", Durations.brief(999));
    assertEquals("1.2µs", Durations.brief(1_250));
    assertEquals("1us", Durations.brief(1_000, false));
    assertEquals("812ms", Durations.brief(812_000_000));
    assertEquals("4.9s", Durations.brief(4_900_000_000L));
    assertEquals("59s", Durations.brief(59_999_000_000L));
    assertEquals("1m58s", Durations.brief(118_000_000_000L));
    assertEquals("13m58s", Durations.brief(838_000_000_000L));
    assertEquals("3h05m", Durations.brief(11_100_000_000_000L));
    assertEquals("12d03h", Durations.brief(1_047_600_000_000_000L));
    assertEquals("0ns", Durations.brief(-5));
  }

  @Test
  void durationsNeverTakeMoreThanSixCharacters() {
    var random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long nanos = random.nextLong() >>> random.nextInt(1, 64);
      String text = Durations.brief(nanos, false);
      assertTrue(text.length() <= Durations.WIDTH, () -> nanos + " is " + text);
    }
  }

  @Test
  void durationsAreReadBack() {
    assertEquals(100_000_000, Durations.parse("100ms"));
    assertEquals(1_500_000_000, Durations.parse("1.5s"));
    assertEquals(20_000, Durations.parse("20us"));
    assertThrows(IllegalArgumentException.class, () -> Durations.parse("100"));
    assertThrows(IllegalArgumentException.class, () -> Durations.parse("ms"));
    assertThrows(IllegalArgumentException.class, () -> Durations.parse("1.2.3ms"));
  }

  @Test
  void countsStayShort() {
    assertEquals("911", Counts.brief(911));
    assertEquals("8.1k", Counts.brief(8_199));
    assertEquals("21.2k", Counts.brief(21_200));
    assertEquals("182k", Counts.brief(182_000));
    assertEquals("1.2M", Counts.brief(1_234_567));
    assertEquals("4,031", Counts.whole(4_031));
    assertEquals("0.1%", Counts.percent(0.001));
    assertEquals("68%", Counts.percent(0.684));
  }

  @Test
  void whatCouldCommandATerminalIsReplaced() {
    assertEquals("a·[2Jb", Foreign.clean("a\u001b[2Jb"));
    assertEquals("·0;title·", Foreign.clean("\u009d0;title\u0007"));
    assertEquals("abc·def", Foreign.clean("abc\u202edef"));
    assertEquals("zero·width", Foreign.clean("zero\u200bwidth"));
    assertEquals("half·", Foreign.clean("half\ud83d"));
    assertEquals("línea 行 ok", Foreign.clean("línea 行 ok"));
  }
}
