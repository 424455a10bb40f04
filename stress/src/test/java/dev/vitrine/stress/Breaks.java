package dev.vitrine.stress;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The mistakes that the jcstress tests were seen to catch, each in the class of its protocol.
///
/// They are mistakes that x86 shows: steps in the wrong order, a store in place of an exchange, a
/// missing fence between a store and a load. What only a weaker memory would show is not here, such
/// as a plain store of the ring's tail or of a lock's release: on x86 those compile to the same
/// instruction, and only the compiler could bring them out of order.
public final class Breaks {
  private Breaks() {}

  static final List<Break> ALL =
      Stream.of(
              QueueBreaks.ALL,
              SleepBreaks.ALL,
              StateBreaks.ALL,
              DriverBreaks.ALL,
              SyncBreaks.ALL,
              LaneBreaks.ALL)
          .flatMap(List::stream)
          .toList();

  /// The one that makes this mistake in this class, for other tests that see it.
  public static Break known(String type, String what) {
    return ALL.stream()
        .filter(one -> one.type().equals(type) && one.what().equals(what))
        .findAny()
        .orElseThrow(() -> new AssertionError("no such break: " + type + ": " + what));
  }

  /// What a break touches: breaks with a part in common are not made at the same time.
  static Set<String> parts(Break one) {
    return switch (one.type()) {
      case "internal.task.TaskState", "internal.task.JoinState" -> Set.of("task");
      case "sync.PermitPool", "sync.MpscCore", "sync.MpscSlots", "sync.MpscChunks", "sync.Notify" ->
          Set.of("line");
      // All that takes a lock stands on it.
      case "internal.concurrent.SpinLock" ->
          Set.of("line", "sync.MutexCore", "sync.Oneshot", "internal.driver.IoSource", "lock");
      default -> Set.of(one.type());
    };
  }
}
