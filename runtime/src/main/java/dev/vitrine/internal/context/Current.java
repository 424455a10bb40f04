package dev.vitrine.internal.context;

import dev.vitrine.future.Context;
import dev.vitrine.internal.driver.CallMemory;
import dev.vitrine.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/// The runtime and the task that the calling thread belongs to.
///
/// Threads of ours carry their context in a field; a virtual thread that runs an async block is
/// found by its scheduler; any other thread has one in a thread-local while it is inside [#enter].
public final class Current {
  private static final ThreadLocal<@Nullable ThreadContext> FOREIGN = new ThreadLocal<>();

  private Current() {}

  /// The context of the calling thread, or null outside every runtime.
  public static @Nullable ThreadContext context() {
    Thread thread = Thread.currentThread();
    if (thread instanceof ContextThread ours) {
      return ours.context();
    }
    return thread.isVirtual() ? ofVirtual(thread) : FOREIGN.get();
  }

  private static @Nullable ThreadContext ofVirtual(Thread thread) {
    return VirtualThreads.schedulerOf(thread) instanceof Carried carried
            && carried.thread() == thread
        ? carried.carrier()
        : FOREIGN.get();
  }

  /// The context of the calling thread, made if it has none. Not for threads that run async blocks
  /// of tasks, which have one.
  public static ThreadContext contextForEntering() {
    ThreadContext context = context();
    if (context == null) {
      context = new ThreadContext(Thread.currentThread());
      FOREIGN.set(context);
    }
    return context;
  }

  /// The runtime of the calling thread.
  public static @Nullable RuntimeContext runtime() {
    ThreadContext context = context();
    return context == null ? null : context.runtime();
  }

  /// The runtime of the calling thread, for an operation that is called `what`.
  ///
  /// @throws IllegalStateException if there is no runtime here
  public static RuntimeContext runtime(String what) {
    RuntimeContext runtime = runtime();
    if (runtime == null) {
      throw new IllegalStateException(
          what
              + " needs a runtime on thread "
              + Thread.currentThread().getName()
              + ": call it from a task or in Handle.enter()");
    }
    return runtime;
  }

  /// The drivers of the runtime here, for an operation that is called `what`.
  ///
  /// @throws IllegalStateException if there is no runtime here
  public static Drivers drivers(String what) {
    return runtime(what).drivers();
  }

  /// What system calls on the calling thread need outside the heap, until the async block that
  /// calls is suspended.
  public static CallMemory callMemory() {
    ThreadContext context = context();
    return context == null ? new CallMemory() : context.callMemory();
  }

  /// The id of the task that is polled on this thread, or 0 outside any task.
  public static long taskId() {
    ThreadContext context = context();
    PolledTask task = context == null ? null : context.task();
    return task == null ? 0 : task.id();
  }

  /// The id of the task that is polled with `cx` on this thread, or 0 outside any task. Found in
  /// the context where that knows it, which is cheaper than by the thread.
  public static long taskId(Context cx) {
    return switch (cx) {
      case ThreadContext own -> own.taskId();
      case Carried block -> block.taskId();
      default -> taskId();
    };
  }

  /// Makes `drivers` those of the calling thread until the scope is closed.
  public static Scope enter(Drivers drivers) {
    return enter(new Bare(drivers));
  }

  /// Makes `runtime` that of the calling thread until the scope is closed.
  ///
  /// @throws IllegalStateException inside an async block: it would keep the binding while it is
  ///   suspended
  public static Scope enter(RuntimeContext runtime) {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()
        && VirtualThreads.schedulerOf(thread) instanceof Carried carried
        && carried.thread() == thread) {
      throw new IllegalStateException(
          "enter() was called inside an async block: a block belongs to its task's runtime; call spawn() on the handle of "
              + runtime.name()
              + " instead");
    }
    return new Scope(contextForEntering(), runtime);
  }

  /// Ends what [#enter] began; the scopes of a thread are closed by that thread, last opened first.
  public static final class Scope implements AutoCloseable {
    private final ThreadContext context;
    private final RuntimeContext runtime;
    private final @Nullable RuntimeContext outer;

    private Scope(ThreadContext context, RuntimeContext runtime) {
      this.context = context;
      this.runtime = runtime;
      outer = context.runtime();
      context.setRuntime(runtime);
    }

    @Override
    public void close() {
      if (context() != context || context.runtime() != runtime) {
        throw new IllegalStateException(
            "scope of runtime "
                + runtime.name()
                + " closed on the wrong thread or out of order: close the last opened first");
      }
      context.setRuntime(outer);
      if (outer == null && !(Thread.currentThread() instanceof ContextThread)) {
        FOREIGN.remove();
      }
    }
  }

  private record Bare(Drivers drivers) implements RuntimeContext {
    @Override
    public String name() {
      return drivers.runtime();
    }

    @Override
    public void countForcedYield() {}
  }
}
