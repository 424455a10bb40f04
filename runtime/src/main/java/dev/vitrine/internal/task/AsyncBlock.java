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

/// Ordinary code as an operation: at its first poll it gets a virtual thread, and is a strand of
/// the task that polls it from then on.
///
/// One object for both, and of the block that is the body of its task no list: an idle block needs
/// 64 bytes less, and a wake-up one compare-and-set less, than with objects of their own.
public final class AsyncBlock<T extends @Nullable Object> extends Strand implements Async<T> {
  // Of the thread that polls the task, or of a strand on it: one at a time.
  private boolean failed;
  private @Nullable Waker parent;
  // The code, a Block or a VoidBlock, which needs no object around it; once that has ended, the
  // value or what was thrown.
  private @Nullable Object content;

  public AsyncBlock(Block<T, ?> code) {
    this((Object) code);
  }

  private AsyncBlock(Object code) {
    content = code;
  }

  /// A block that returns nothing.
  public static AsyncBlock<@Nullable Void> of(VoidBlock<?> code) {
    return new AsyncBlock<>((Object) code);
  }

  /// The class of the user's lambda, which stands for its place in the source; before the first
  /// poll.
  public Class<?> codeClass() {
    return code().getClass();
  }

  private Object code() {
    Object code = content;
    if (code == null || hasEnded()) {
      throw new AssertionError("an async block has no code after its end");
    }
    return code;
  }

  @Override
  public Poll<T> poll(Context cx) {
    if (!hasStarted()) {
      start(taskOf(cx), cx instanceof Strand);
    }
    if (!hasEnded()) {
      parent = parentOf(cx);
      return Poll.pending();
    }
    if (failed && content instanceof Throwable thrown) {
      throw AsyncBlock.<RuntimeException>asIs(thrown);
    }
    return Poll.ready(result());
  }

  @Override
  public Poll<@Nullable Void> pollCancel(Context cx) {
    if (!hasStarted()) {
      return Poll.done();
    }
    if (hasEnded()) {
      if (failed && !isCancelled() && content instanceof Throwable thrown) {
        task().unseen(thrown); // it has ended by itself, and this is called instead of poll
      }
      return Poll.done();
    }
    sendCancel();
    parent = parentOf(cx);
    return Poll.pending();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the block has returned it as a T
  private T result() {
    return (T) content;
  }

  /// The code of the virtual thread.
  @Override
  public void run() {
    try {
      if (isCancelled()) {
        throw new TaskCancelledException(task().id(), task().name());
      }
      Object code = code();
      if (code instanceof VoidBlock<?> returnsNothing) {
        returnsNothing.run();
        content = null;
      } else {
        content = ((Block<?, ?>) code).run(); // nothing can be both
      }
    } catch (Throwable e) {
      content = e;
      failed = true;
      if (isCancelled()) {
        task().unseen(e); // nobody will poll
      }
    }
    end();
    Waker waiting = parent;
    if (waiting != null) {
      task().partEnded(waiting);
    }
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
