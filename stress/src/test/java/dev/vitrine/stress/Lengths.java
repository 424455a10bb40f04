package dev.vitrine.stress;

import java.util.List;
import java.util.stream.Stream;

/// How long jcstress runs, by the system property `vitrine.stress`.
final class Lengths {
  private static final List<String> ALL_JVMS =
      List.of("-f", "1", "-fsm", "1", "-sc", "false", "-af", "NONE");

  /// Given JVM arguments, jcstress does not look for what this JVM offers, and starts one JVM for
  /// each test.
  private static final List<String> ONE_JVM =
      List.of("-jvmArgs", "-Xmx256m -XX:+UseSerialGC", "-f", "1", "-sc", "false", "-af", "NONE");

  /// What a short run asks, one or two questions for each protocol: the JVM of each test takes a
  /// second to start.
  private static final List<String> QUICK =
      List.of(
          "RunQueuePopAgainstSteal",
          "RunQueueOverflowAgainstSteal",
          "RunQueueSlotReuse",
          "InjectQueuePushAgainstTake",
          "InjectQueueCloseAgainstPush",
          "IdleWorkersLastSearcherSleeps",
          "ParkerOnTheDriver",
          "TaskStateWakeDuringPoll",
          "TaskStateWakeBeforePoll",
          "TaskStateWakeWhileHandedOn",
          "TaskStateAbortAgainstCompletion",
          "JoinStateWaitAgainstEnd",
          "IoSourceAwaitAgainstReady",
          "NotifyCancelAgainstNotifyOne",
          "PermitPoolWaitAgainstRelease",
          "MutexWaitAgainstUnlock",
          "MpscReceiveAgainstSend",
          "MpscSlotsReceiveAgainstSend",
          "OneshotSendAgainstClose",
          "WorkerLaneBlockReuse",
          "ForeignLaneDropAgainstDrain");

  private Lengths() {}

  static boolean isLong() {
    return "long".equals(System.getProperty("vitrine.stress"));
  }

  /// The simple names of the tests to run, of all that there are.
  static List<String> tests(List<String> all) {
    if (!all.containsAll(QUICK)) {
      throw new AssertionError("a name in QUICK is no test: " + QUICK);
    }
    return isLong() ? all : all.stream().filter(QUICK::contains).toList();
  }

  /// A long run takes four JVMs for each test: interpreted, compiled by either compiler, and by the
  /// second one in an order of its own choice. Starting them is most of its time. Without `-fsm` it
  /// would be eight, of which five make that choice.
  static List<String> orders() {
    return isLong()
        ? with(ALL_JVMS, "-iters", "1", "-time", "200")
        : with(ONE_JVM, "-iters", "1", "-time", "100");
  }

  /// For a test that has to see a break.
  static List<String> breaks() {
    return with(ONE_JVM, "-iters", "5", "-time", "500");
  }

  private static List<String> with(List<String> options, String... more) {
    return Stream.concat(options.stream(), Stream.of(more)).toList();
  }
}
