package dev.vitrine.internal.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.vitrine.instrument.Incident.Kind;
import dev.vitrine.internal.instrument.OsThread.Activity;
import dev.vitrine.internal.instrument.OsThread.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds a worker, told from what is seen of its thread.
class BlockingKindTest {
  private static final long MILLI = 1_000_000;

  private static StackTraceElement frame(String type, String method, int line) {
    return new StackTraceElement(type, method, null, line);
  }

  private static final StackTraceElement USER = frame("com.acme.Shop", "open", 12);
  private static final StackTraceElement NATIVE =
      frame("sun.nio.fs.UnixNativeDispatcher", "open0", -2);
  private static final StackTraceElement UNSAFE_PARK =
      frame("jdk.internal.misc.Unsafe", "park", -2);
  private static final StackTraceElement PARK =
      frame("java.util.concurrent.locks.LockSupport", "park", 1);
  private static final StackTraceElement PINNED_PARK =
      frame("java.lang.VirtualThread", "parkOnCarrierThread", 1);
  private static final StackTraceElement SLEEP = frame("java.lang.Thread", "sleepNanos0", -2);
  private static final StackTraceElement INITIALISER = frame("com.acme.Shop", "<clinit>", 3);
  private static final StackTraceElement LOADER = frame("java.lang.ClassLoader", "loadClass", 490);

  private static void assertKind(
      Kind kind,
      Thread.State state,
      double cpuShare,
      Activity activity,
      StackTraceElement... frames) {
    assertEquals(kind, BlockingKind.of(List.of(frames), state, cpuShare, activity));
  }

  @Test
  void aThreadThatWaitsInJava() {
    assertKind(Kind.LOCK, Thread.State.BLOCKED, 0, Activity.WAITING_IN_KERNEL, USER);
    assertKind(
        Kind.LOCK, Thread.State.WAITING, 0, Activity.WAITING_IN_KERNEL, UNSAFE_PARK, PARK, USER);
    assertKind(Kind.LOCK, Thread.State.TIMED_WAITING, 0, Activity.UNKNOWN, UNSAFE_PARK, PARK, USER);
    assertKind(Kind.SLEEP, Thread.State.TIMED_WAITING, 0, Activity.WAITING_IN_KERNEL, SLEEP, USER);
    assertKind(
        Kind.PINNED,
        Thread.State.WAITING,
        0,
        Activity.WAITING_IN_KERNEL,
        UNSAFE_PARK,
        PINNED_PARK,
        PARK,
        USER);
  }

  @Test
  void aThreadThatRunsOrIsInTheKernel() {
    assertKind(Kind.CPU, Thread.State.RUNNABLE, 0.9, Activity.ON_OR_WAITING_FOR_CPU, USER);
    assertKind(
        Kind.FILE_OR_NATIVE, Thread.State.RUNNABLE, 0, Activity.WAITING_IN_KERNEL, NATIVE, USER);
    assertKind(Kind.FILE_OR_NATIVE, Thread.State.RUNNABLE, 0, Activity.WAITING_IN_KERNEL, USER);
  }

  /// As when the state is read a moment before the sleep or after it.
  @Test
  void aThreadThatSleepsInShortPieces() {
    assertKind(Kind.SLEEP, Thread.State.RUNNABLE, 0.01, Activity.WAITING_IN_KERNEL, SLEEP, USER);
    assertKind(Kind.SLEEP, Thread.State.RUNNABLE, 0.01, Activity.UNKNOWN, SLEEP, USER);
    assertKind(Kind.CPU, Thread.State.RUNNABLE, 0.9, Activity.ON_OR_WAITING_FOR_CPU, SLEEP, USER);
    assertKind(
        Kind.FILE_OR_NATIVE, Thread.State.RUNNABLE, 0, Activity.WAITING_IN_KERNEL, NATIVE, SLEEP);
  }

  @Test
  void theKindThatMostLooksHaveSeenCounts() {
    var kinds = new KindVotes();
    assertEquals(Kind.FILE_OR_NATIVE, kinds.add(Kind.FILE_OR_NATIVE));
    assertEquals(Kind.FILE_OR_NATIVE, kinds.add(Kind.SLEEP), "it came first");
    assertEquals(Kind.SLEEP, kinds.add(Kind.SLEEP));
    assertEquals(Kind.SLEEP, kinds.add(Kind.FILE_OR_NATIVE));
    assertEquals(Kind.SLEEP, kinds.add(Kind.CPU));
  }

  @Test
  void whereTheKernelTellsNothingTheFrameDoes() {
    assertKind(Kind.FILE_OR_NATIVE, Thread.State.RUNNABLE, -1, Activity.UNKNOWN, NATIVE, USER);
    assertKind(Kind.CPU, Thread.State.RUNNABLE, -1, Activity.UNKNOWN, USER);
    assertKind(Kind.CPU, Thread.State.RUNNABLE, -1, Activity.UNKNOWN);
  }

  @Test
  void aClassThatIsLoadedOrInitialised() {
    assertKind(
        Kind.CLASS_LOADING,
        Thread.State.WAITING,
        0,
        Activity.WAITING_IN_KERNEL,
        UNSAFE_PARK,
        PINNED_PARK,
        INITIALISER,
        USER);
    assertKind(
        Kind.CLASS_LOADING, Thread.State.RUNNABLE, 0.8, Activity.ON_OR_WAITING_FOR_CPU, LOADER);
    assertKind(
        Kind.CLASS_LOADING, Thread.State.RUNNABLE, 0, Activity.WAITING_IN_KERNEL, NATIVE, LOADER);
  }

  @Test
  void aThreadThatIsReadyAndGetsNoCpuBlamesNobody() {
    assertNull(
        BlockingKind.of(List.of(USER), Thread.State.RUNNABLE, 0.1, Activity.ON_OR_WAITING_FOR_CPU));
    assertNull(
        BlockingKind.of(
            List.of(LOADER, USER), Thread.State.RUNNABLE, 0.1, Activity.ON_OR_WAITING_FOR_CPU));
  }

  @Test
  void aPauseIsTheCollectorsIfItTookHalfOfIt() {
    assertEquals(Kind.GC, Incidents.kindOfPause(60 * MILLI, 30 * MILLI));
    assertEquals(Kind.GC, Incidents.kindOfPause(900 * MILLI, 450 * MILLI));
    assertEquals(Kind.HOST_BUSY, Incidents.kindOfPause(200 * MILLI, 99 * MILLI));
    assertNull(Incidents.kindOfPause(199 * MILLI, 99 * MILLI), "the machine is a little late");
  }

  @Test
  void aWaitInTheKernelIsTheSameAsLongAsTheThreadHasNotRun() {
    var before = new Reading(5 * MILLI, 0, Activity.WAITING_IN_KERNEL);
    assertEquals(true, new Reading(5 * MILLI, 7, Activity.WAITING_IN_KERNEL).isSameWaitAs(before));
    assertEquals(false, new Reading(6 * MILLI, 7, Activity.WAITING_IN_KERNEL).isSameWaitAs(before));
    assertEquals(
        false, new Reading(5 * MILLI, 7, Activity.ON_OR_WAITING_FOR_CPU).isSameWaitAs(before));
    assertEquals(
        false, before.isSameWaitAs(new Reading(5 * MILLI, 7, Activity.ON_OR_WAITING_FOR_CPU)));
  }
}
