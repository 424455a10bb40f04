package dev.vitrine.console.server.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightOptionsTest {
  @Test
  void aTimeAloneIsEnough() {
    FlightSettings settings = FlightOptions.parse("30s");
    assertEquals(Duration.ofSeconds(30), settings.keep());
    assertEquals(Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8), settings.memoryBytes());
    assertEquals(EnumSet.allOf(Trigger.class), settings.triggers());
    assertEquals(Duration.ofMinutes(1), settings.every());
    assertEquals(10, settings.files());
  }

  @Test
  void everySettingCanBeNamed() {
    assertEquals(
        new FlightSettings(
            Duration.ofMinutes(5),
            8 << 20,
            Path.of("/var/some where"),
            Set.of(Trigger.INCIDENT, Trigger.EXIT),
            Duration.ofHours(1),
            3),
        FlightOptions.parse(
            " 5m , memory=8m,dir=/var/some where, on=incident+exit,every=1h,files=3 "));
    assertEquals(Set.of(), FlightOptions.parse("1s,on=demand").triggers());
  }

  @ParameterizedTest
  @CsvSource({
    "1500ms, PT1.5S",
    "10s, PT10S",
    "2min, PT2M",
    "1h, PT1H",
    "1d, P1D",
  })
  void timesHaveUnits(String text, Duration meant) {
    assertEquals(meant, FlightOptions.parse(text).keep());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "s",
        "-1s",
        "1.5s",
        "0s",
        "999999999d",
        "99999999999s",
        "on",
        "30s,memory=64",
        "30s,memory=0m",
        "30s,memory=999999999g",
        "30s,dir=",
        "30s,dir=a\u0000b",
        "30s,on=",
        "30s,on=crash",
        "30s,on=exit+",
        "30s,every=often",
        "30s,files=0",
        "30s,files=many",
        "30s,size=3",
        "30s,,",
        "30s,files"
      })
  void whatIsWrongIsSaidAndWhatToWrite(String text) {
    var refused = assertThrows(IllegalArgumentException.class, () -> FlightOptions.parse(text));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("\"" + text + "\" is no setting of a flight recorder: "), message);
    assertTrue(message.contains("such as 30s,memory=64m,"), message);
  }
}
