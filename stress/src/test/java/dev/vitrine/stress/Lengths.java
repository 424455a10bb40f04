package dev.vitrine.stress;

import java.util.List;

/// How long jcstress runs, by the system property `vitrine.stress`.
final class Lengths {
  /// Given JVM arguments, jcstress does not look for what this JVM offers, and starts one JVM for
  /// each test.
  private static final List<String> ONE_JVM =
      List.of("-jvmArgs", "-Xmx256m -XX:+UseSerialGC", "-f", "1", "-sc", "false", "-af", "NONE");

  private Lengths() {}

  static boolean isLong() {
    return "long".equals(System.getProperty("vitrine.stress"));
  }

  /// For all tests.
  static List<String> orders() {
    return isLong()
        ? List.of("-f", "1", "-iters", "1", "-time", "200")
        : with(ONE_JVM, "-iters", "1", "-time", "50");
  }

  /// For a test that has to see a break.
  static List<String> breaks() {
    return with(ONE_JVM, "-iters", "3", "-time", "200");
  }

  private static List<String> with(List<String> options, String... more) {
    return java.util.stream.Stream.concat(options.stream(), java.util.Arrays.stream(more)).toList();
  }
}
