package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.task.Block;
import dev.vitrine.task.TaskCancelledException;
import org.jspecify.annotations.Nullable;

/// Ordinary code as an operation: at its first poll it gets a virtual thread, a strand of the task
/// that polls it.
public final class AsyncBlock<T extends @Nullable Object> implements Async<T> {
  private final Block<T, ?> code;
  private final Class<?> codeClass;

  // Of the thread that polls the task, or of a strand on it: one at a time.
  private @Nullable Strand strand;
  private @Nullable Waker parent;
  private boolean ended;
  private @Nullable T value;
  private @Nullable Throwable thrown;

  public AsyncBlock(Block<T, ?> code) {
    this(code, code.getClass());
  }

  /// @param codeClass the class of the user's lambda, when `code` only wraps it
  public AsyncBlock(Block<T, ?> code, Class<?> codeClass) {
    this.code = code;
    this.codeClass = codeClass;
  }

  /// The class of the user's lambda, which stands for its place in the source.
  public Class<?> codeClass() {
    return codeClass;
  }

  @Override
  public Poll<T> poll(Context cx) {
    if (strand == null) {
      strand = taskOf(cx).strands().start(this, cx instanceof Strand);
    }
    if (!ended) {
      parent = parentOf(cx);
      return Poll.pending();
    }
    Throwable failure = thrown;
    if (failure != null) {
      throw AsyncBlock.<RuntimeException>asIs(failure);
    }
    return Poll.ready(result());
  }

  @Override
  public Poll<@Nullable Void> pollCancel(Context cx) {
    Strand running = strand;
    if (running == null || ended) {
      return Poll.done();
    }
    running.sendCancel();
    parent = parentOf(cx);
    return Poll.pending();
  }

  @SuppressWarnings("NullAway") // the block has returned it as a T
  private T result() {
    return value;
  }

  /// The body of the strand.
  void runOn(Strand running) {
    try {
      if (running.isCancelled()) {
        throw new TaskCancelledException(running.task().id(), running.task().name());
      }
      value = code.run();
    } catch (Throwable e) {
      thrown = e;
    }
    ended = true;
    Waker waiting = parent;
    if (waiting != null) {
      running.task().strands().partEnded(waiting);
    }
  }

  @Nullable Strand strand() {
    return strand;
  }

  private static Waker parentOf(Context cx) {
    return cx instanceof ThreadContext root && root.task() instanceof TaskCell<?> task
        ? task
        : cx.waker();
  }

  private static TaskCell<?> taskOf(Context cx) {
    if (cx instanceof Strand inside) {
      return inside.task();
    }
    if (cx instanceof ThreadContext root && root.task() instanceof TaskCell<?> task) {
      return task;
    }
    throw new IllegalStateException(
        "an async block was polled with a context of type "
            + cx.getClass().getName()
            + ": it runs only inside a task, so poll it with the context that the task's body was given");
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // passes on what the user's code threw, as it is
  private static <X extends Throwable> X asIs(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
