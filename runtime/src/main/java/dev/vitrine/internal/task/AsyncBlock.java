package dev.vitrine.internal.task;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.Waker;
import dev.vitrine.internal.context.ThreadContext;
import dev.vitrine.task.Block;
import dev.vitrine.task.TaskCancelledException;
import dev.vitrine.task.VoidBlock;
import org.jspecify.annotations.Nullable;

/// Ordinary code as an operation: at its first poll it gets a virtual thread, a strand of the task
/// that polls it.
public final class AsyncBlock<T extends @Nullable Object> implements Async<T> {
  private final Object code; // a Block or a VoidBlock, which needs no object around it
  private final boolean returnsNothing;

  // Of the thread that polls the task, or of a strand on it: one at a time.
  private @Nullable Strand strand;
  private @Nullable Waker parent;
  private boolean ended;
  private boolean failed;
  private @Nullable Object outcome; // the value, or what was thrown

  public AsyncBlock(Block<T, ?> code) {
    this(code, false);
  }

  private AsyncBlock(Object code, boolean returnsNothing) {
    this.code = code;
    this.returnsNothing = returnsNothing;
  }

  /// A block that returns nothing.
  public static AsyncBlock<@Nullable Void> of(VoidBlock<?> code) {
    return new AsyncBlock<>(code, true);
  }

  /// The class of the user's lambda, which stands for its place in the source.
  public Class<?> codeClass() {
    return code.getClass();
  }

  @Override
  public Poll<T> poll(Context cx) {
    if (strand == null) {
      TaskCell<?> task = taskOf(cx);
      strand = task.strands().start(task, this, cx instanceof Strand);
    }
    if (!ended) {
      parent = parentOf(cx);
      return Poll.pending();
    }
    if (failed && outcome instanceof Throwable thrown) {
      throw AsyncBlock.<RuntimeException>asIs(thrown);
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

  @SuppressWarnings({"unchecked", "NullAway"}) // the block has returned it as a T
  private T result() {
    return (T) outcome;
  }

  /// The body of the strand.
  void runOn(Strand running) {
    try {
      if (running.isCancelled()) {
        throw new TaskCancelledException(running.task().id(), running.task().name());
      }
      if (returnsNothing) {
        ((VoidBlock<?>) code).run();
      } else {
        outcome = ((Block<?, ?>) code).run();
      }
    } catch (Throwable e) {
      outcome = e;
      failed = true;
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
