package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Awaiter;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/// `await()` inside async blocks; a clear error everywhere else.
public final class BlockAwaiter extends Awaiter {
  private BlockAwaiter() {}

  public static void install() {
    install(new BlockAwaiter());
  }

  @Override
  protected <T extends @Nullable Object> T await(Async<T> operation) {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()
        && VirtualThreads.schedulerOf(thread) instanceof Strand strand
        && strand.thread() == thread) {
      return strand.await(operation);
    }
    ThreadContext context = Current.context();
    if (context != null && context.task() != null) {
      throw new IllegalStateException(
          "await() was called while a polled task was being polled: poll the operation with the context instead, or spawn an async block");
    }
    throw new IllegalStateException(
        "await() was called on thread "
            + thread
            + ", which runs no async block of a task: use blockOn() on the runtime or its handle, or spawn() and join from inside");
  }
}
