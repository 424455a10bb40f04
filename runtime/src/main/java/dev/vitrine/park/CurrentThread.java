package dev.vitrine.park;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.ConsoleStarter;
import dev.vitrine.internal.blocking.BlockingPool;
import dev.vitrine.internal.context.Drivers;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.instrument.Callsites;
import dev.vitrine.internal.scheduler.CurrentThreadScheduler;
import dev.vitrine.internal.scheduler.Driver;
import dev.vitrine.internal.scheduler.RuntimeSettings;
import dev.vitrine.internal.task.AsyncBlock;
import dev.vitrine.internal.task.RuntimeStart;
import dev.vitrine.internal.task.TaskHooks;
import dev.vitrine.internal.task.UnjoinedFailures;
import dev.vitrine.internal.timer.TimerHandle;
import dev.vitrine.task.Block;
import dev.vitrine.task.JoinHandle;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An executor for one thread, to put on top of a stack of [Park] layers: runs tasks that are
/// ready, and waits in the stack when there are none.
///
/// - **Threads:** [#spawn] and [#close] by any; the running methods by the thread that holds the
///   [Enter], one at a time.
public final class CurrentThread implements AutoCloseable {
  private static final int EVENT_INTERVAL = 61;
  private static final int BLOCKING_THREADS = 512;
  private static final long KEEP_ALIVE_NANOS = 10_000_000_000L;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final BlockingPool pool;
  private final CurrentThreadScheduler scheduler;

  private CurrentThread(String name, Park park) {
    this.name = name;
    RuntimeStart.loaded();
    pool =
        new BlockingPool(
            new BlockingPool.Settings(
                BLOCKING_THREADS, KEEP_ALIVE_NANOS, name, () -> {}, () -> {}));
    var settings =
        new RuntimeSettings(
            name,
            1,
            EVENT_INTERVAL,
            0,
            0,
            false,
            2,
            name,
            () -> {},
            () -> {},
            TaskHooks.NONE,
            UnjoinedFailures::log,
            new Drivers(name, null, null),
            Map.of("park", park.getClass().getSimpleName()));
    var driver = new Driver(park::park, park::park, park.unpark()::unpark, park::close);
    scheduler = new CurrentThreadScheduler(settings, "assembled", pool, driver);
    scheduler.start();
    ConsoleStarter.begin(null, null);
  }

  /// An executor above `park`, which it owns from now on.
  ///
  /// @param name for consoles and messages
  public static CurrentThread on(String name, Park park) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank: name=\"" + name + "\"");
    }
    return new CurrentThread(name, park);
  }

  /// Starts a task; it progresses while this executor runs.
  public <T extends @Nullable Object> JoinHandle<T> spawn(Async<T> body) {
    return scheduler.spawn(body, "", Callsites.here("assembled"));
  }

  /// Starts an async block as a task.
  public <T extends @Nullable Object> JoinHandle<T> spawn(Block<T, ?> block) {
    return scheduler.spawn(
        new AsyncBlock<>(block), "", Callsites.of(block.getClass(), "async block"));
  }

  /// Runs `root`, and all other tasks as long as that takes; what is left then stays for the next
  /// run.
  ///
  /// - **Errors:** throws what `root` throws, as it is.
  public <T extends @Nullable Object> T blockOn(Enter enter, Async<T> root) {
    bind(enter);
    return scheduler.blockOn(root, Callsites.here("assembled"), true);
  }

  /// Runs an async block; see [#blockOn(Enter, Async)].
  public <T extends @Nullable Object, X extends Exception> T blockOn(Enter enter, Block<T, X> root)
      throws X {
    bind(enter);
    return scheduler.blockOn(
        new AsyncBlock<>(root), Callsites.of(root.getClass(), "async block"), true);
  }

  /// Runs until no task is left, or until [#close] is called.
  public void run(Enter enter) {
    bind(enter);
    scheduler.runUntilEmpty();
  }

  private void bind(Enter enter) {
    Drivers drivers = enter.drivers(name);
    IoHandle io = drivers.io();
    if (io != null) {
      io.lookups(pool::execute);
    }
    TimerHandle timer = drivers.timer();
    if (timer != null) {
      timer.clock().heldBy(scheduler::holdOnClock);
    }
    scheduler.bind(drivers);
  }

  /// Cancels the tasks that are left, closes the layers below, and waits up to 10 seconds for what
  /// has not ended, which is logged. A thread inside [#run] comes back, and one inside `blockOn`
  /// goes on with its root alone, without tasks and layers. What a layer throws meanwhile is thrown
  /// at the end, when all else is closed; a second call does nothing then either.
  ///
  /// @throws IllegalStateException in a task, and in a blocking job of this executor
  @Override
  public void close() {
    scheduler.refuseCloseFromInside();
    scheduler.close(CLOSE_LIMIT);
  }
}
