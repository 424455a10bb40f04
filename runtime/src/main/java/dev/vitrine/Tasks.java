package dev.vitrine;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Join;
import dev.vitrine.future.Poll;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.task.AsyncBlock;
import dev.vitrine.task.Block;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.VoidBlock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What code inside a task says: spawn, yield, join. Made for static import.
///
/// Methods that need a runtime find it from the task, from a thread of the blocking pool, or from
/// [Handle#enter], and throw [IllegalStateException] elsewhere.
public final class Tasks {
  private Tasks() {}

  /// An async block: ordinary code that suspends at [Async#await()]. It does not run before it is
  /// awaited, spawned or joined.
  ///
  /// - **Cancellation:** the operation it awaits is cancelled and throws
  ///   [dev.vitrine.task.TaskCancelledException]; `finally` blocks run; whatever it awaits after
  ///   that throws the same. A block that waits in the JDK's own code is interrupted.
  public static <T extends @Nullable Object> Async<T> async(Block<T, ?> block) {
    return new AsyncBlock<>(block);
  }

  /// An async block that returns nothing.
  public static Async<@Nullable Void> async(VoidBlock<?> block) {
    return AsyncBlock.of(block);
  }

  /// Starts a task in the current runtime; see [Handle#spawn(Async)].
  public static <T extends @Nullable Object> JoinHandle<T> spawn(Async<T> body) {
    return Handle.currentCore("spawn()").spawn(body, "", Handle.callsiteOf(body));
  }

  /// Starts a task with a name.
  public static <T extends @Nullable Object> JoinHandle<T> spawn(String name, Async<T> body) {
    return Handle.currentCore("spawn()").spawn(body, name, Handle.callsiteOf(body));
  }

  /// Starts an async block as a task.
  public static <T extends @Nullable Object> JoinHandle<T> spawn(Block<T, ?> block) {
    return spawn("", block);
  }

  /// Starts an async block as a task with a name.
  public static <T extends @Nullable Object> JoinHandle<T> spawn(String name, Block<T, ?> block) {
    return Handle.currentCore("spawn()")
        .spawn(new AsyncBlock<>(block), name, Handle.callsiteOf(block));
  }

  /// Starts an async block that returns nothing as a task.
  public static JoinHandle<@Nullable Void> spawn(VoidBlock<?> block) {
    return spawn("", block);
  }

  /// Starts an async block that returns nothing as a task with a name.
  public static JoinHandle<@Nullable Void> spawn(String name, VoidBlock<?> block) {
    return Handle.currentCore("spawn()")
        .spawn(AsyncBlock.of(block), name, Handle.callsiteOf(block));
  }

  /// Runs a job that may block on a thread of the blocking pool.
  public static <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> job) {
    return Handle.current().spawnBlocking(job);
  }

  /// Runs a job that may block, with a name.
  public static <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
      String name, Callable<T> job) {
    return Handle.current().spawnBlocking(name, job);
  }

  /// Runs a job that may block on the calling thread, after its worker's other tasks have been
  /// handed to another thread. Other branches of the same task wait meanwhile. The job may also
  /// call [Handle#blockOn(Async)], of any runtime.
  ///
  /// - **Threads:** any; on a thread that is no worker it just runs the job.
  ///
  /// @throws IllegalStateException on a current-thread runtime
  /// @throws java.util.concurrent.RejectedExecutionException if the system refuses the thread that
  ///   would take over; the job has not run
  /// @throws Exception what the job throws
  public static <T extends @Nullable Object> T blockInPlace(Callable<T> job) throws Exception {
    return Current.runtime() == null
        ? job.call()
        : Handle.currentCore("blockInPlace()").blockInPlace(job);
  }

  /// Lets the others run: comes back once, behind the tasks that are ready now and after the
  /// drivers have been asked for events.
  ///
  /// - **Cancellation:** safe.
  public static Async<@Nullable Void> yieldNow() {
    return new YieldNow();
  }

  /// Waits for all of them inside this task; see [Join#all(List)].
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Async<List<T>> join(Async<? extends T>... operations) {
    return Join.all(operations);
  }

  /// Waits for all of them, or for the first failure; see [Join#allOrFail(List)].
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Async<List<T>> tryJoin(
      Async<? extends T>... operations) {
    return Join.allOrFail(operations);
  }

  /// The number of the task that calls; empty outside a task.
  public static OptionalLong taskId() {
    long id = Current.taskId();
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private static final class YieldNow implements Async<@Nullable Void> {
    private boolean yielded;

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (yielded) {
        return Poll.done();
      }
      yielded = true;
      cx.yieldNow();
      return cx.pending(this);
    }

    @Override
    public String toString() {
      return "yieldNow";
    }
  }
}
