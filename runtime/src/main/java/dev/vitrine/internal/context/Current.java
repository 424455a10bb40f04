package dev.vitrine.internal.context;

import org.jspecify.annotations.Nullable;

/// The runtime that the calling thread belongs to.
public final class Current {
  private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();

  private Current() {}

  /// The drivers of the runtime here, for an operation that is called `what`.
  ///
  /// @throws IllegalStateException if there is no runtime here
  public static Drivers drivers(String what) {
    Scope scope = INNERMOST.get();
    if (scope == null) {
      throw new IllegalStateException(
          what
              + " needs a runtime on thread "
              + Thread.currentThread().getName()
              + ": call it from a task or in Handle.enter()");
    }
    return scope.drivers;
  }

  /// The id of the task that runs here, or 0 outside any task.
  public static long taskId() {
    return 0;
  }

  /// Makes `drivers` those of the calling thread until the scope is closed.
  public static Scope enter(Drivers drivers) {
    var scope = new Scope(drivers, INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  /// Ends what [#enter] began; the scopes of a thread are closed by that thread, last opened first.
  public static final class Scope implements AutoCloseable {
    private final Drivers drivers;
    private final @Nullable Scope outer;

    private Scope(Drivers drivers, @Nullable Scope outer) {
      this.drivers = drivers;
      this.outer = outer;
    }

    @Override
    public void close() {
      if (INNERMOST.get() != this) {
        throw new IllegalStateException(
            "scope of runtime "
                + drivers.runtime()
                + " closed on the wrong thread or out of order: close the last opened first");
      }
      if (outer == null) {
        INNERMOST.remove();
      } else {
        INNERMOST.set(outer);
      }
    }
  }
}
