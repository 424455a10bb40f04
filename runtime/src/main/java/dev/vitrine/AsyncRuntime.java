package dev.vitrine;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.scheduler.RuntimeCore;
import dev.vitrine.internal.task.AsyncBlock;
import dev.vitrine.task.Block;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.VoidBlock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// An asynchronous runtime: workers that poll tasks, and drivers that wake them. Made by
/// [#multiThread()] or [#currentThread()].
///
/// ```java
/// try (var runtime = AsyncRuntime.multiThread().enableAll().build()) {
///   runtime.blockOn(() -> sleep(Duration.ofSeconds(1)).await());
/// }
/// ```
///
/// - **Threads:** all methods may be called by any thread, unless they say otherwise.
public final class AsyncRuntime implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(36_500); // what the clock can count

  private final RuntimeCore core;
  private final Handle handle;

  AsyncRuntime(RuntimeCore core) {
    this.core = core;
    handle = new Handle(core);
  }

  /// Begins a runtime whose workers steal work from each other: one worker for each processor,
  /// unless told otherwise.
  public static RuntimeBuilder multiThread() {
    return new RuntimeBuilder(true);
  }

  /// Begins a runtime without threads of its own: tasks progress while some thread is inside
  /// [#blockOn].
  public static RuntimeBuilder currentThread() {
    return new RuntimeBuilder(false);
  }

  /// The runtime for those who do not own it.
  public Handle handle() {
    return handle;
  }

  public String name() {
    return core.name();
  }

  /// The runtime as a console sees it.
  public RuntimeView view() {
    return core.view();
  }

  /// Runs `root` on the calling thread and blocks it until that ends; tasks that were spawned
  /// meanwhile live on.
  ///
  /// On a multi-thread runtime the calling thread is no worker. On a current-thread runtime the
  /// first caller makes everything progress; others that call at the same time poll their own root
  /// only, and take over when the first has ended.
  ///
  /// - **Errors:** throws what `root` throws, as it is.
  /// - **Close:** when the runtime is closed meanwhile, its tasks are cancelled and `root` goes on
  ///   alone: joining a task fails with [dev.vitrine.task.TaskCancelledException], and what needs
  ///   the runtime's timers or sockets with [dev.vitrine.future.RuntimeShutdownException]. For
  ///   anything else it is waited as before.
  ///
  /// @throws IllegalStateException on a thread that polls tasks of any runtime, except in
  ///   [Tasks#blockInPlace]
  public <T extends @Nullable Object> T blockOn(Async<T> root) {
    return core.blockOn(root, Handle.callsiteOf(root), true);
  }

  /// Runs an async block on the calling thread; see [#blockOn(Async)].
  public <T extends @Nullable Object, X extends Exception> T blockOn(Block<T, X> root) throws X {
    return core.blockOn(new AsyncBlock<>(root), Handle.callsiteOf(root), true);
  }

  /// Runs an async block that returns nothing on the calling thread; see [#blockOn(Async)].
  public <X extends Exception> void blockOn(VoidBlock<X> root) throws X {
    core.blockOn(AsyncBlock.of(root), Handle.callsiteOf(root), true);
  }

  /// Starts a task; see [Handle#spawn(Async)].
  public <T extends @Nullable Object> JoinHandle<T> spawn(Async<T> body) {
    return handle.spawn(body);
  }

  /// Starts a task with a name.
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Async<T> body) {
    return handle.spawn(name, body);
  }

  /// Starts an async block as a task.
  public <T extends @Nullable Object> JoinHandle<T> spawn(Block<T, ?> block) {
    return handle.spawn(block);
  }

  /// Starts an async block as a task with a name.
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Block<T, ?> block) {
    return handle.spawn(name, block);
  }

  /// Starts an async block that returns nothing as a task.
  public JoinHandle<@Nullable Void> spawn(VoidBlock<?> block) {
    return handle.spawn(block);
  }

  /// Starts an async block that returns nothing as a task with a name.
  public JoinHandle<@Nullable Void> spawn(String name, VoidBlock<?> block) {
    return handle.spawn(name, block);
  }

  /// Runs a job that may block on a thread of the blocking pool.
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> job) {
    return handle.spawnBlocking(job);
  }

  /// Makes this the calling thread's runtime until the scope is closed.
  public Handle.Scope enter() {
    return handle.enter();
  }

  /// Closes the runtime within 10 seconds; see [#close(Duration)].
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /// Cancels all tasks, waits until their `finally` blocks have run and until blocking jobs have
  /// ended, and ends all threads. A second call does nothing. Threads inside [#blockOn] are not
  /// waited for; those on virtual threads are, as they use the blocking pool.
  ///
  /// What has not ended after `limit` is logged with task, place and stack, and left behind.
  ///
  /// @param limit zero to wait for nothing
  /// @return whether everything has ended
  /// @throws IllegalStateException on a thread that polls tasks, of any runtime, and in a blocking
  ///   job of this one: it would wait for itself
  /// @throws java.util.concurrent.RejectedExecutionException for a current-thread runtime on a
  ///   virtual thread, which can not poll the tasks, if the system refuses a thread for that;
  ///   nothing was done, and it may be called again
  public boolean close(Duration limit) {
    core.refuseCloseFromInside();
    return core.close(limit.compareTo(LONGEST) < 0 ? limit : LONGEST);
  }

  /// Closes the runtime without waiting for anything; see [#close(Duration)].
  public void closeNow() {
    close(Duration.ZERO);
  }
}
