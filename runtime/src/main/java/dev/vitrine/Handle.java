package dev.vitrine;

import dev.vitrine.future.Async;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.instrument.CallsiteRecord;
import dev.vitrine.internal.instrument.Callsites;
import dev.vitrine.internal.scheduler.RuntimeCore;
import dev.vitrine.internal.task.AsyncBlock;
import dev.vitrine.task.Block;
import dev.vitrine.task.JoinHandle;
import dev.vitrine.task.VoidBlock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A runtime, for those who use it and do not own it: spawns, waits, but does not close.
///
/// - **Threads:** all methods may be called by any thread.
public final class Handle {
  private final RuntimeCore core;

  Handle(RuntimeCore core) {
    this.core = core;
  }

  /// The runtime that the calling thread belongs to.
  ///
  /// @throws IllegalStateException outside a runtime
  public static Handle current() {
    return new Handle(currentCore("Handle.current()"));
  }

  /// The runtime that the calling thread belongs to, if any.
  public static Optional<Handle> tryCurrent() {
    return Current.runtime() instanceof RuntimeCore core
        ? Optional.of(new Handle(core))
        : Optional.empty();
  }

  static RuntimeCore currentCore(String what) {
    RuntimeContext runtime = Current.runtime(what);
    if (runtime instanceof RuntimeCore core) {
      return core;
    }
    throw new IllegalStateException(
        what
            + " needs a runtime, and only drivers are bound on thread "
            + Thread.currentThread().getName());
  }

  /// The runtime's name.
  public String name() {
    return core.name();
  }

  /// The runtime's number: unique in the process, never reused.
  public long id() {
    return core.view().id();
  }

  /// The runtime as a console sees it.
  public RuntimeView view() {
    return core.view();
  }

  /// Starts a task.
  ///
  /// @param body polled on a worker, never by this call
  public <T extends @Nullable Object> JoinHandle<T> spawn(Async<T> body) {
    return spawn("", body);
  }

  /// Starts a task with a name, for people who look at it.
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Async<T> body) {
    return core.spawn(body, name, callsiteOf(body));
  }

  /// Starts an async block as a task.
  public <T extends @Nullable Object> JoinHandle<T> spawn(Block<T, ?> block) {
    return spawn("", block);
  }

  /// Starts an async block as a task with a name.
  public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Block<T, ?> block) {
    return core.spawn(new AsyncBlock<>(block), name, callsiteOf(block));
  }

  /// Starts an async block that returns nothing as a task.
  public JoinHandle<@Nullable Void> spawn(VoidBlock<?> block) {
    return spawn("", block);
  }

  /// Starts an async block that returns nothing as a task with a name.
  public JoinHandle<@Nullable Void> spawn(String name, VoidBlock<?> block) {
    return core.spawn(AsyncBlock.of(block), name, callsiteOf(block));
  }

  /// Runs a job that may block, on a thread of the blocking pool. A job that runs can not be
  /// stopped by aborting it. When the pool has no thread and the system refuses one, the job does
  /// not run and fails with a [java.util.concurrent.RejectedExecutionException] as its cause.
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<T> job) {
    return spawnBlocking("", job);
  }

  /// Runs a job that may block, with a name.
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(String name, Callable<T> job) {
    return core.spawnBlocking(job, name, Callsites.of(job.getClass(), "blocking job"));
  }

  /// Runs `root` on the calling thread and blocks it until that ends. On a current-thread runtime
  /// this does not make tasks, timers and sockets progress; [AsyncRuntime#blockOn] does.
  ///
  /// - **Errors:** throws what `root` throws, as it is.
  ///
  /// @throws IllegalStateException on a thread that polls tasks, except in [Tasks#blockInPlace]
  public <T extends @Nullable Object> T blockOn(Async<T> root) {
    return core.blockOn(root, callsiteOf(root), false);
  }

  /// Runs an async block on the calling thread; see [#blockOn(Async)].
  public <T extends @Nullable Object, X extends Exception> T blockOn(Block<T, X> root) throws X {
    return core.blockOn(new AsyncBlock<>(root), callsiteOf(root), false);
  }

  /// Makes this the calling thread's runtime until the scope is closed; scopes close in reverse
  /// order.
  ///
  /// @throws IllegalStateException inside an async block
  public Scope enter() {
    return new Scope(Current.enter(core));
  }

  /// The time during which a thread belongs to a runtime.
  public static final class Scope implements AutoCloseable {
    private final Current.Scope inner;

    private Scope(Current.Scope inner) {
      this.inner = inner;
    }

    /// Ends what [Handle#enter] began.
    ///
    /// @throws IllegalStateException on another thread, or out of order
    @Override
    public void close() {
      inner.close();
    }
  }

  static CallsiteRecord callsiteOf(Object code) {
    return Callsites.of(code.getClass(), "async block");
  }

  /// The place that spawns `body`: known by the class of the user's code, except for operations of
  /// the runtime, which are spawned from many places.
  static CallsiteRecord callsiteOf(Async<?> body) {
    if (body instanceof AsyncBlock<?> block) {
      return Callsites.of(block.codeClass(), "async block");
    }
    Class<?> type = body.getClass();
    String name = type.getSimpleName().isEmpty() ? "Async" : type.getSimpleName();
    return type.getModule() == Handle.class.getModule() && type.getName().startsWith("dev.vitrine.")
        ? Callsites.here(name)
        : Callsites.of(type, name);
  }
}
