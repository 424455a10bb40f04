package dev.vitrine;

import dev.vitrine.instrument.ConsoleStarter;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.scheduler.CurrentThreadScheduler;
import dev.vitrine.internal.scheduler.Driver;
import dev.vitrine.internal.scheduler.MultiThreadScheduler;
import dev.vitrine.internal.scheduler.RuntimeSettings;
import dev.vitrine.internal.task.RuntimeStart;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import dev.vitrine.internal.timer.Clock;
import dev.vitrine.park.Park;
import dev.vitrine.park.Reactor;
import dev.vitrine.park.ThreadPark;
import dev.vitrine.park.Timer;
import dev.vitrine.task.TaskFailedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects what a runtime shall be like, and builds it. Each value is checked when it is given.
///
/// A multi-thread runtime's number of workers can be overridden from outside by the system property
/// `vitrine.workers` or the environment variable `VITRINE_WORKERS`, unless the program has set it.
public final class RuntimeBuilder {
  private static final int MAX_WORKERS = 0x7fff;
  private static final int DEFAULT_EVENT_INTERVAL = 61;
  private static final long DEFAULT_EVENT_REST_NANOS = 20_000;
  private static final int DEFAULT_BLOCKING_THREADS = 512;
  private static final int RING = 256;
  private static final AtomicInteger UNNAMED = new AtomicInteger();

  private final boolean multiThread;
  private int workers;
  private int blockingThreads = DEFAULT_BLOCKING_THREADS;
  private Duration keepAlive = Duration.ofSeconds(10);
  private @Nullable String name;
  private String threadName = "vitrine";
  private int eventInterval = DEFAULT_EVENT_INTERVAL;
  private long eventRestNanos = DEFAULT_EVENT_REST_NANOS;
  private int globalQueueInterval;
  private boolean lifoSlot = true;
  private boolean io;
  private boolean time;
  private boolean startPaused;
  private Runnable onThreadStart = RuntimeBuilder::nothing;
  private Runnable onThreadStop = RuntimeBuilder::nothing;
  private Runnable onThreadPark = RuntimeBuilder::nothing;
  private Runnable onThreadUnpark = RuntimeBuilder::nothing;
  private TaskHooks hooks = TaskHooks.NONE;
  private Consumer<TaskFailedException> unjoined = UnjoinedFailures::log;
  private @Nullable String console;
  private @Nullable String flight;

  RuntimeBuilder(boolean multiThread) {
    RuntimeStart.loaded();
    this.multiThread = multiThread;
  }

  /// How many workers poll tasks; the number of processors by default. A current-thread runtime has
  /// no workers and refuses.
  ///
  /// @param count 1 to 32767
  public RuntimeBuilder workers(int count) {
    if (!multiThread) {
      throw new IllegalArgumentException(
          "a current-thread runtime has no workers: workers=" + count);
    }
    workers = inRange("workers", count, 1, MAX_WORKERS);
    return this;
  }

  /// The most threads for blocking jobs, workers not counted; 512 by default.
  ///
  /// @param count 1 or more
  public RuntimeBuilder maxBlockingThreads(int count) {
    blockingThreads = inRange("maxBlockingThreads", count, 1, Integer.MAX_VALUE);
    return this;
  }

  /// How long a blocking thread waits for the next job before it ends; 10 seconds by default.
  ///
  /// @param duration not negative
  public RuntimeBuilder blockingKeepAlive(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "blockingKeepAlive must not be negative: blockingKeepAlive=" + duration);
    }
    keepAlive = duration;
    return this;
  }

  /// The runtime's name, for consoles and messages; `runtime-1` and so on by default.
  ///
  /// @param runtimeName not blank
  public RuntimeBuilder name(String runtimeName) {
    name = notBlank("name", runtimeName);
    return this;
  }

  /// How the names of its threads begin; `vitrine` by default. `-worker-0` or `-blocking-0` is
  /// added.
  ///
  /// @param prefix not blank
  public RuntimeBuilder threadName(String prefix) {
    threadName = notBlank("threadName", prefix);
    return this;
  }

  /// After how many tasks a busy worker asks the drivers for events. By default after 61, and in a
  /// multi-thread runtime no more often than every 20 µs: asking is a system call, and 61 polls may
  /// take less. Besides, a multi-thread runtime leaves the sockets alone until about as many tasks
  /// have been polled as the last look at them woke.
  ///
  /// @param ticks 1 or more
  public RuntimeBuilder eventInterval(int ticks) {
    eventInterval = inRange("eventInterval", ticks, 1, Integer.MAX_VALUE);
    eventRestNanos = 0;
    return this;
  }

  /// After how many tasks a busy worker looks into the inject queue first; 31 by default on a
  /// current-thread runtime, and tuned by the length of polls on a multi-thread one. A worker of
  /// the latter takes its share of what it finds there.
  ///
  /// @param ticks 1 or more
  public RuntimeBuilder globalQueueInterval(int ticks) {
    globalQueueInterval = inRange("globalQueueInterval", ticks, 1, Integer.MAX_VALUE);
    return this;
  }

  /// Whether a task that is woken by the running one runs next on the same worker; true by default.
  /// No other worker can steal it from there.
  public RuntimeBuilder lifoSlot(boolean on) {
    lifoSlot = on;
    return this;
  }

  /// Enables sockets.
  public RuntimeBuilder enableIo() {
    io = true;
    return this;
  }

  /// Enables timers.
  public RuntimeBuilder enableTime() {
    time = true;
    return this;
  }

  /// Enables sockets and timers.
  public RuntimeBuilder enableAll() {
    return enableIo().enableTime();
  }

  /// Starts with the clock paused, for tests: while all tasks wait, it jumps to the next timer.
  /// Current-thread runtimes only.
  public RuntimeBuilder startPaused(boolean paused) {
    if (paused && multiThread) {
      throw new IllegalArgumentException(
          "the clock of a multi-thread runtime can not be paused: use currentThread() for"
              + " startPaused=true");
    }
    startPaused = paused;
    return this;
  }

  /// Run by each thread of the runtime when it starts.
  public RuntimeBuilder onThreadStart(Runnable hook) {
    onThreadStart = hook;
    return this;
  }

  /// Run by each thread of the runtime before it ends.
  public RuntimeBuilder onThreadStop(Runnable hook) {
    onThreadStop = hook;
    return this;
  }

  /// Run by a worker before it sleeps; it may spawn.
  public RuntimeBuilder onThreadPark(Runnable hook) {
    onThreadPark = hook;
    return this;
  }

  /// Run by a worker after it has slept.
  public RuntimeBuilder onThreadUnpark(Runnable hook) {
    onThreadUnpark = hook;
    return this;
  }

  /// Told of each task before it is scheduled, on the thread that spawns. Must not block.
  public RuntimeBuilder onTaskSpawn(Consumer<TaskView> hook) {
    hooks = new TaskHooks(hook, hooks.terminated(), hooks.beforePoll(), hooks.afterPoll());
    return this;
  }

  /// Told of each task that has ended, on the thread that ended it. Must not block.
  public RuntimeBuilder onTaskTerminate(Consumer<TaskView> hook) {
    hooks = new TaskHooks(hooks.spawned(), hook, hooks.beforePoll(), hooks.afterPoll());
    return this;
  }

  /// Told before each poll, on the worker. Must not block.
  public RuntimeBuilder onBeforeTaskPoll(Consumer<TaskView> hook) {
    hooks = new TaskHooks(hooks.spawned(), hooks.terminated(), hook, hooks.afterPoll());
    return this;
  }

  /// Told after each poll, on the worker. Must not block.
  public RuntimeBuilder onAfterTaskPoll(Consumer<TaskView> hook) {
    hooks = new TaskHooks(hooks.spawned(), hooks.terminated(), hooks.beforePoll(), hook);
    return this;
  }

  /// Gets the failures of tasks that nobody joins: at once when the handle was detached, some time
  /// after the handle was let go, and at the latest when the runtime is closed. They are logged by
  /// default. May be called by any thread.
  public RuntimeBuilder onUnjoinedFailure(Consumer<TaskFailedException> handler) {
    unjoined = handler;
    return this;
  }

  /// Switches the console service of this process on, if `vitrine-console-server` is on the class
  /// path. `-Dvitrine.console` and `VITRINE_CONSOLE` win.
  ///
  /// @param address `HOST:PORT`, `unix:PATH`, `auto` or `off`
  public RuntimeBuilder console(String address) {
    console = notBlank("console", address);
    return this;
  }

  /// Switches the flight recorder of this process on, if `vitrine-console-server` is on the class
  /// path, and says on standard error when it is not: what happened last is always kept in a
  /// bounded memory (64 MiB at most, and 4 MiB for each worker) and written into a file on an
  /// incident, on an uncaught failure, at the process's end, and on demand. There is one for the
  /// process: the first runtime that asks decides, and `-Dvitrine.flight` and `VITRINE_FLIGHT` win.
  ///
  /// @param keep how much is kept; 1 second to 1 day
  public RuntimeBuilder flightRecorder(Duration keep) {
    if (keep.compareTo(Duration.ofSeconds(1)) < 0 || keep.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "flightRecorder must keep 1 second to 1 day: keep=" + keep);
    }
    flight = keep.toMillis() + "ms";
    return this;
  }

  /// Builds and starts the runtime.
  ///
  /// @throws java.io.UncheckedIOException when the selector for sockets can not be opened
  /// @throws IllegalStateException when the system refuses a thread; nothing is left open
  public AsyncRuntime build() {
    String runtimeName = name == null ? "runtime-" + UNNAMED.incrementAndGet() : name;
    int count = multiThread ? workerCount() : 1;
    var pool =
        new BlockingPool(
            new BlockingPool.Settings(
                blockingThreads,
                nanosOf(keepAlive),
                threadName,
                guarded("onThreadStart", onThreadStart),
                guarded("onThreadStop", onThreadStop)));
    Clock clock = multiThread ? Clock.system() : Clock.pausable();
    if (startPaused) {
      clock.pause();
    }
    @Nullable Reactor reactor = io ? new Reactor() : null;
    if (reactor != null) {
      reactor.handle().io().lookups(pool::execute);
    }
    Park bottom = reactor == null ? new ThreadPark() : reactor;
    Timer timer = time ? new Timer(bottom, clock) : null;
    Park top = timer == null ? bottom : timer;
    var drivers =
        new Drivers(
            runtimeName,
            reactor == null ? null : reactor.handle().io(),
            timer == null ? null : timer.handle().timers());
    var settings =
        new RuntimeSettings(
            runtimeName,
            count,
            eventInterval,
            eventRestNanos,
            globalQueueInterval,
            lifoSlot,
            RING,
            threadName,
            guarded("onThreadPark", onThreadPark),
            guarded("onThreadUnpark", onThreadUnpark),
            hooks,
            unjoined,
            drivers,
            described(count));
    var driver = new Driver(top::park, top::park, top.unpark()::unpark, top::close);
    AsyncRuntime runtime =
        new AsyncRuntime(
            multiThread ? multi(settings, pool, driver) : single(settings, pool, driver, clock));
    ConsoleStarter.begin(console, flight);
    return runtime;
  }

  private static MultiThreadScheduler multi(
      RuntimeSettings settings, BlockingPool pool, Driver driver) {
    var scheduler = new MultiThreadScheduler(settings, pool, driver);
    scheduler.start();
    return scheduler;
  }

  private static CurrentThreadScheduler single(
      RuntimeSettings settings, BlockingPool pool, Driver driver, Clock clock) {
    var scheduler = new CurrentThreadScheduler(settings, "current-thread", pool, driver);
    clock.heldBy(scheduler::holdOnClock);
    scheduler.start();
    return scheduler;
  }

  private int workerCount() {
    if (workers > 0) {
      return workers;
    }
    String source = "-Dvitrine.workers";
    String text = System.getProperty("vitrine.workers");
    if (text == null || text.isBlank()) {
      source = "VITRINE_WORKERS";
      text = System.getenv("VITRINE_WORKERS");
    }
    if (text == null || text.isBlank()) {
      return Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS);
    }
    try {
      return inRange(source, Integer.parseInt(text.strip()), 1, MAX_WORKERS);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          source + " must be a number from 1 to " + MAX_WORKERS + ": " + source + "=" + text, e);
    }
  }

  private Map<String, String> described(int count) {
    var described = new LinkedHashMap<String, String>();
    described.put("workers", multiThread ? Integer.toString(count) : "none");
    described.put("maxBlockingThreads", Integer.toString(blockingThreads));
    described.put("blockingKeepAlive", keepAlive.toString());
    described.put("eventInterval", Integer.toString(eventInterval));
    described.put(
        "globalQueueInterval",
        globalQueueInterval > 0
            ? Integer.toString(globalQueueInterval)
            : multiThread ? "tuned" : "31");
    described.put("lifoSlot", multiThread ? Boolean.toString(lifoSlot) : "none");
    described.put("io", Boolean.toString(io));
    described.put("time", Boolean.toString(time));
    return Map.copyOf(described);
  }

  private static long nanosOf(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  private static void nothing() {}

  /// A hook that fails must not take the thread with it that calls it.
  private static Runnable guarded(String what, Runnable hook) {
    return () -> {
      try {
        hook.run();
      } catch (Throwable e) {
        System.getLogger("dev.vitrine")
            .log(System.Logger.Level.ERROR, "the hook " + what + " failed", e);
      }
    };
  }

  private static int inRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ": " + what + "=" + value);
    }
    return value;
  }

  private static String notBlank(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          what + " must not be blank: " + what + "=\"" + value + "\"");
    }
    return value;
  }
}
