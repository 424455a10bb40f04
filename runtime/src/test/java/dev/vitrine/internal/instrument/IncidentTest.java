package dev.vitrine.internal.instrument;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static dev.vitrine.time.Time.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.acme.IsPinned;
import com.acme.OpensPipe;
import com.acme.Trap;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.Flavour;
import dev.vitrine.future.Async;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Incident.Kind;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.testing.OwnJvm;
import dev.vitrine.testing.Stress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the watchdog makes of a poll that blocks its worker, while it does; and of everything that
/// only looks like one.
///
/// Nothing here guesses how long something takes: a trap stays shut until its incident has been
/// seen, and where none may come, one is provoked elsewhere, later, and awaited.
///
/// Seen failing when a pause counts in full, and when time without a CPU counts.
@Timeout(120)
class IncidentTest {
  private static final int BEHIND = 3;

  /// From the start of the poll, on a machine that has time. One that is late is granted the time
  /// in which worker and watchdog got no CPU, and ten times the longest delay of the test itself.
  private static final long SEEN_WITHIN_NANOS = 150_000_000;

  private static final int GRANTED_DELAYS = 10;
  private static final int BUSY_PER_PROCESSOR = 6;

  @Test
  void aPipeThatNobodyWritesTo(@TempDir Path folder) throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.FILE_OR_NATIVE, new OpensPipe(folder));
  }

  @Test
  void aClassInitialiserThatWaits() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.CLASS_LOADING, new Trap.InitialisesClass());
  }

  @Test
  void aBlockThatCanNotSuspend() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.PINNED, new IsPinned());
  }

  @Test
  void aSleepInAPoll() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.SLEEP, new Trap.Sleeps());
  }

  @Test
  void aLockInAPoll() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.LOCK, new Trap.Locks());
  }

  @Test
  void aMonitorInAPoll() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.LOCK, new Trap.Synchronises());
  }

  @Test
  void aPollThatComputes() throws Exception {
    assertSeen(Flavour.ONE_WORKER, Kind.CPU, new Trap.Spins());
  }

  @Test
  void aPollOnTheThreadOfACurrentThreadRuntime() throws Exception {
    assertSeen(Flavour.CURRENT_THREAD, Kind.LOCK, new Trap.Synchronises());
  }

  /// Seen failing when the watchdog went to sleep before the worker had started.
  @Test
  void aWorkerWhoseThreadStartsLate() throws Exception {
    provokeAnother(); // the watchdog has been awake
    assertSeen(
        Flavour.ONE_WORKER,
        Kind.LOCK,
        new Trap.Synchronises(),
        IncidentTest::awaitThatTheWatchdogSleepsOrWillNot);
  }

  private static void awaitThatTheWatchdogSleepsOrWillNot() {
    Stress.await(
        () ->
            Instruments.runtimes().stream()
                .anyMatch(runtime -> runtime.name().equals("held") && runtime.injectDepth() > 0),
        "there is something to do");
    Stress.await(CoarseClock::isTicking, "the watchdog is awake");
    long last = CoarseClock.now();
    for (int ticks = 0; ticks < 100 && CoarseClock.isTicking(); ) {
      long now = CoarseClock.now();
      ticks += now == last ? 0 : 1;
      last = now;
      Thread.onSpinWait();
    }
  }

  private static void assertSeen(Flavour flavour, Kind kind, Trap trap) throws Exception {
    assertSeen(flavour, kind, trap, () -> {});
  }

  /// Runs the trap before a few other tasks of one worker, and lets go when the incident is seen.
  private static void assertSeen(Flavour flavour, Kind kind, Trap trap, Runnable threadStart)
      throws Exception {
    try (var runtime = flavour.builder().name("held").onThreadStart(threadStart).build()) {
      var program = new Program(runtime, trap, flavour != Flavour.CURRENT_THREAD);
      var worker = (WatchedWorker) runtime.view().workers().getFirst();
      long watchdogBefore = watchdogDelayedNanos();
      Thread driver = Thread.ofPlatform().name("driver").start(program);
      try {
        JoinHandle<?> held = program.held.join();
        var sight = Sight.of(incident -> incident.taskId() == held.id());
        long delayed = delayedNanos(worker) + watchdogDelayedNanos() - watchdogBefore;
        Incident seen = sight.incident;
        assertTrue(seen.ongoing());
        assertEquals(kind, seen.kind());
        assertEquals(runtime.view().id(), seen.runtimeId());
        assertEquals(0, seen.worker());
        assertEquals(worker.threadName(), seen.threadName());
        assertEquals("held", seen.taskName());
        assertPlaces(program, trap, seen);
        assertEquals(BEHIND, seen.queuedBehind());
        assertTrue(
            seen.longestWaitNanos() >= Incidents.THRESHOLD_NANOS,
            "waited " + seen.longestWaitNanos());
        assertTrue(seen.durationNanos() >= Incidents.THRESHOLD_NANOS);
        assertTrue(
            seen.startedNanos() - trap.enteredNanos() <= 0, "the poll began before it blocked");
        sight.assertInTime(trap.enteredNanos(), delayed);

        trap.release();
        driver.join();
        Incident end = ended(seen);
        assertEquals(kind, end.kind());
        assertEquals(seen.line(), end.line());
        assertTrue(end.durationNanos() >= seen.durationNanos());
        assertTrue(end.version() > seen.version());
        assertEquals(1, of(incident -> incident.taskId() == held.id()).size());
      } finally {
        trap.release();
        driver.join();
      }
    }
  }

  private static void assertPlaces(Program program, Trap trap, Incident seen) {
    Location spawned = seen.callsite() == null ? null : seen.callsite().location();
    assertNotNull(spawned);
    assertEquals("dev/vitrine/internal/instrument/IncidentTest.java", spawned.file());
    assertEquals(program.spawnLine, spawned.line());
    Location line = seen.line();
    assertNotNull(line);
    assertTrue(line.className().startsWith(trap.getClass().getName()), line.toString());
    assertTrue(trap.blocksAt(line.line()), line.toString());
    assertTrue(
        seen.samples().stream()
            .flatMap(sample -> sample.frames().stream())
            .anyMatch(frame -> Location.of(frame).equals(line)),
        "the line is in no sample");
  }

  /// The program that is held up: on one worker, the trap and those behind it.
  private static final class Program implements Runnable {
    private final AsyncRuntime runtime;
    private final Trap trap;
    private final boolean lastFirst;
    private final CountDownLatch behind = new CountDownLatch(BEHIND);
    private final CompletableFuture<JoinHandle<?>> held = new CompletableFuture<>();
    private volatile int spawnLine;

    /// @param lastFirst whether what a task spawns last runs first
    Program(AsyncRuntime runtime, Trap trap, boolean lastFirst) {
      this.runtime = runtime;
      this.trap = trap;
      this.lastFirst = lastFirst;
    }

    @Override
    public void run() {
      runtime.blockOn(
          () -> {
            JoinHandle<@Nullable Void> start = spawn("start", this::start);
            start.await();
            held.join().await();
            while (behind.getCount() > 0) {
              yieldNow().await();
            }
          });
    }

    private void start() {
      if (lastFirst) {
        spawnOthers();
      }
      var body = trap.body();
      spawnLine = lineHere() + 1;
      JoinHandle<?> handle = spawn("held", body);
      if (!lastFirst) {
        spawnOthers();
      }
      held.complete(handle);
    }

    private void spawnOthers() {
      for (int i = 0; i < BEHIND; i++) {
        spawn("behind", behind::countDown);
      }
    }

    private static int lineHere() {
      return StackWalker.getInstance()
          .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }
  }

  /// An incident when this test first saw it, and how late the machine was meanwhile.
  private record Sight(Incident incident, long atNanos, long longestDelayNanos) {
    static Sight of(Predicate<Incident> wanted) {
      long longest = 0;
      for (long before = System.nanoTime(); ; ) {
        for (Incident incident : Instruments.incidents()) {
          if (wanted.test(incident)) {
            return new Sight(incident, System.nanoTime(), longest);
          }
        }
        LockSupport.parkNanos(1_000_000);
        long now = System.nanoTime();
        longest = Math.max(longest, now - before);
        before = now;
      }
    }

    /// @param delayedNanos without a CPU, of the blocked thread and of the watchdog
    void assertInTime(long enteredNanos, long delayedNanos) {
      long age = atNanos - enteredNanos;
      long granted = SEEN_WITHIN_NANOS + delayedNanos + GRANTED_DELAYS * longestDelayNanos;
      System.out.printf(
          "IncidentTest: %s seen after %d ms, no CPU for %d ms, longest delay %d ms%n",
          incident.kind(),
          age / 1_000_000,
          delayedNanos / 1_000_000,
          longestDelayNanos / 1_000_000);
      assertTrue(
          age <= granted,
          incident.kind() + " seen after " + age + " ns and should be within " + granted + " ns");
    }
  }

  private static long delayedNanos(WatchedWorker worker) {
    Thread thread = worker.thread();
    return thread == null ? 0 : OsThread.read(worker.osThreadId(), thread).delayedNanos();
  }

  private static long watchdogDelayedNanos() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (isWatchdog(thread)) {
          long id = Long.parseLong(thread.getFileName().toString());
          return OsThread.read(id, Thread.currentThread()).delayedNanos();
        }
      }
    }
    throw new AssertionError("there is no watchdog");
  }

  private static boolean isWatchdog(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("vitrine-watchdo"); // cut there
    } catch (IOException ended) {
      return false;
    }
  }

  private static List<Incident> of(Predicate<Incident> wanted) {
    return Instruments.incidents().stream().filter(wanted).toList();
  }

  private static long newestId() {
    return Instruments.incidents().stream().mapToLong(Incident::id).max().orElse(0);
  }

  private static Incident ended(Incident open) {
    return Sight.of(incident -> incident.id() == open.id() && !incident.ongoing()).incident;
  }

  // ---- what blames nobody

  /// Blocks a worker of a runtime of its own until that has been seen: what blocked before would
  /// have been seen by then.
  private static void provokeAnother() throws InterruptedException {
    var trap = new Trap.Sleeps();
    Async<?> body = trap.body();
    try (var runtime = Flavour.ONE_WORKER.build()) {
      JoinHandle<Integer> held =
          runtime.spawn(
              "provoked", cx -> body.poll(cx).isPending() ? Poll.pending() : Poll.ready(1));
      try {
        Sight.of(incident -> incident.taskId() == held.id());
      } finally {
        trap.release();
      }
      runtime.blockOn(held);
    }
  }

  @Test
  void blocksThatSleepAndWaitForLocksOnlySuspend() throws Exception {
    var lock = new ReentrantLock();
    var monitor = new Object();
    var passed = new CountDownLatch(2);
    try (var runtime = Flavour.ONE_WORKER.builder().name("suspends").build()) {
      lock.lock();
      try {
        synchronized (monitor) {
          List<JoinHandle<?>> handles =
              List.of(
                  runtime.spawn(() -> Thread.sleep(Duration.ofHours(1))),
                  runtime.spawn(() -> passLock(lock, passed)),
                  runtime.spawn(
                      () -> {
                        synchronized (monitor) {
                          passed.countDown();
                        }
                      }));
          for (JoinHandle<?> handle : handles) {
            awaitSuspended(runtime, handle);
          }
          provokeAnother();
        }
      } finally {
        lock.unlock();
      }
      passed.await();
      assertEquals(
          List.of(),
          of(incident -> incident.runtimeId() == runtime.view().id()),
          "they are healthy");
    }
  }

  private static void passLock(ReentrantLock lock, CountDownLatch passed) {
    lock.lock();
    try {
      passed.countDown();
    } finally {
      lock.unlock();
    }
  }

  private static void awaitSuspended(AsyncRuntime runtime, JoinHandle<?> handle) {
    while (runtime
        .view()
        .task(handle.id())
        .filter(task -> task.state() == TaskView.State.IDLE && !task.waits().isEmpty())
        .isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void healthyTasksOnABusyHost() throws Exception {
    List<Process> busy = new ArrayList<>();
    try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("healthy").build();
        var healthy = new Healthy(runtime, 8, 10)) {
      healthy.awaitRounds(100);
      long before = newestId();
      for (int i = 0; i < BUSY_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      for (int i = 0; i < 5; i++) {
        provokeAnother();
      }
      assertEquals(
          List.of(),
          of(incident -> incident.id() > before && incident.runtimeId() == runtime.view().id()),
          "they are healthy");
      assertTrue(
          of(incident -> !incident.kind().blames()).stream()
              .allMatch(incident -> incident.taskId() == 0 && incident.worker() == -1));
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
  }

  /// Tasks that compute for some milliseconds at a time, if they get a CPU.
  private static final class Healthy implements AutoCloseable {
    private final AtomicLong rounds = new AtomicLong();
    private final List<JoinHandle<?>> handles = new ArrayList<>();
    private final AsyncRuntime runtime;
    private volatile boolean stopped;

    Healthy(AsyncRuntime runtime, int tasks, int pollMillis) {
      this.runtime = runtime;
      int steps = stepsFor(pollMillis);
      for (int i = 0; i < tasks; i++) {
        handles.add(runtime.spawn(() -> run(steps)));
      }
    }

    private void run(int steps) {
      while (!stopped) {
        if (compute(steps) != 0) {
          rounds.incrementAndGet();
        }
        sleep(Duration.ofMillis(1)).await();
      }
    }

    /// Waits until all has been loaded and compiled that they need: until then they may block.
    void awaitRounds(int least) {
      while (rounds.get() < least) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    @Override
    public void close() {
      stopped = true;
      handles.forEach(runtime::blockOn);
    }
  }

  private static long compute(int steps) {
    long sum = 1;
    for (int i = 0; i < steps; i++) {
      sum = sum * 31 + i;
    }
    return sum;
  }

  /// As many as take about `millis` once they are compiled.
  private static int stepsFor(int millis) {
    int tried = 2_000_000;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      if (compute(tried + round) != 0) {
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return (int) (tried * (millis * 1_000_000L) / best);
  }

  @Test
  void aPauseOfTheCollectorBlamesNobody() throws Exception {
    var result =
        OwnJvm.withTheDoorOpen()
            .flag("-Xmx2g")
            .flag("-XX:+UseSerialGC") // stops everything for as long as it takes,
            .flag("-XX:+UseCountedLoopSafepoints") // and in the middle of a poll
            .flag("-XX:LoopStripMiningIter=1000")
            .run(Collects.class);
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(result.output().contains("GC task 0"), result.output());
    assertFalse(result.output().contains("blamed"), result.output());
  }

  /// Healthy tasks, and a heap that takes long to collect.
  static final class Collects {
    private static final int PAUSES = 3;
    private static @Nullable Object[] live = new @Nullable Object[8_000_000];

    public static void main(String[] args) {
      long before;
      for (int i = 0; i < live.length; i++) {
        live[i] = new int[] {i};
      }
      try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().build();
          var healthy = new Healthy(runtime, 4, 15)) {
        healthy.awaitRounds(20);
        before = newestId();
        while (of(incident -> incident.kind() == Kind.GC).size() < PAUSES) {
          System.gc();
          healthy.awaitRounds(healthy.rounds.intValue() + 4);
        }
      }
      for (Incident incident : of(one -> one.id() > before)) {
        System.out.println(
            incident.kind()
                + " task "
                + incident.taskId()
                + (incident.kind().blames() || incident.taskId() != 0 ? " blamed " : " ")
                + incident);
      }
    }
  }
}
