package dev.vitrine.console.server.internal.flight;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Settings as text: how long to keep, and then settings with a name, with commas in between.
public final class FlightOptions {
  private static final String EXAMPLE =
      "30s,memory=64m,dir=/var/tmp,on=incident+failure+exit,every=1m,files=10";

  private FlightOptions() {}

  /// @throws IllegalArgumentException if it is none; the message says what is wrong and what to
  ///   write, for users
  public static FlightSettings parse(String text) {
    String[] parts = text.split(",", -1);
    try {
      FlightSettings settings = FlightSettings.keeping(duration(parts[0]));
      for (int i = 1; i < parts.length; i++) {
        settings = with(settings, parts[i].strip());
      }
      return settings;
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no setting of a flight recorder: "
              + wrong.getMessage()
              + ". Write how long to keep, and what else shall differ, such as "
              + EXAMPLE,
          wrong);
    }
  }

  private static FlightSettings with(FlightSettings settings, String part) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals).strip();
    String value = equals < 0 ? "" : part.substring(equals + 1).strip();
    return switch (name) {
      case "memory" -> settings.withMemory(bytes(value));
      case "dir" -> settings.withDirectory(directory(value));
      case "on" -> triggers(settings, value);
      case "every" -> settings.withEvery(duration(value));
      case "files" -> settings.withFiles(number(value));
      default ->
          throw new IllegalArgumentException(
              "\"" + part + "\" is none of memory=, dir=, on=, every= and files=");
    };
  }

  private static FlightSettings triggers(FlightSettings settings, String value) {
    FlightSettings on = settings;
    for (Trigger one : Trigger.values()) {
      on = on.with(one, false);
    }
    if (value.equals("demand")) {
      return on;
    }
    for (String word : value.split("\\+", -1)) {
      Trigger named =
          Arrays.stream(Trigger.values())
              .filter(one -> one.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "on=\""
                              + value
                              + "\" must be some of "
                              + Arrays.stream(Trigger.values())
                                  .map(Trigger::word)
                                  .collect(Collectors.joining("+"))
                              + ", or demand for none of them"));
      on = on.with(named, true);
    }
    return on;
  }

  private static Path directory(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("dir= names no directory");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException wrong) {
      throw new IllegalArgumentException("dir= " + wrong.getMessage(), wrong);
    }
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("\"" + value + "\" is no number", wrong);
    }
  }

  private static Duration duration(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    int digits = digits(value);
    long count = count(value, digits, "is no time such as 30s or 5m");
    return switch (value.substring(digits).strip()) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m", "min" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default ->
          throw new IllegalArgumentException("\"" + value + "\" is no time such as 30s or 5m");
    };
  }

  private static long bytes(String text) {
    String value = text.toLowerCase(Locale.ROOT);
    int digits = digits(value);
    long count = count(value, digits, "is no size such as 64m");
    return switch (value.substring(digits).strip()) {
      case "k", "kb", "kib" -> count << 10;
      case "m", "mb", "mib" -> count << 20;
      case "g", "gb", "gib" -> count << 30;
      default -> throw new IllegalArgumentException("\"" + value + "\" is no size such as 64m");
    };
  }

  private static int digits(String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /// At most nine digits, so that no unit takes it out of range.
  private static long count(String value, int digits, String otherwise) {
    if (digits == 0 || digits > 9) {
      throw new IllegalArgumentException("\"" + value + "\" " + otherwise);
    }
    return Long.parseLong(value.substring(0, digits));
  }
}
