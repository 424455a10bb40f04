package dev.vitrine.future;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several operations inside one task, until all have ended.
///
/// They progress one after the other on the thread that polls the task, never at the same time; who
/// wants that spawns tasks. Each poll begins with another operation, so that none starves.
///
/// - **Errors:** [#all] waits for all and then throws the first failure, in the order given, with
///   the others suppressed; [#allOrFail] throws as soon as one has failed, once the others have
///   been cancelled.
/// - **Cancellation:** cancels those that still run, last given first.
public final class Join {
  private Join() {}

  /// Waits for all of them.
  ///
  /// @return their values, in the order given
  public static <T extends @Nullable Object> Async<List<T>> all(
      List<? extends Async<? extends T>> operations) {
    return new Joining<T>(Children.of(operations), false);
  }

  /// Waits for all of them.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Async<List<T>> all(Async<? extends T>... operations) {
    return all(Arrays.asList(operations));
  }

  /// Waits for all of them, or for the first failure.
  public static <T extends @Nullable Object> Async<List<T>> allOrFail(
      List<? extends Async<? extends T>> operations) {
    return new Joining<T>(Children.of(operations), true);
  }

  /// Waits for all of them, or for the first failure.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Async<List<T>> allOrFail(
      Async<? extends T>... operations) {
    return allOrFail(Arrays.asList(operations));
  }

  private static final class Joining<T extends @Nullable Object>
      implements Async<List<T>>, Branches {
    private final Children children;
    private final boolean failsFast;
    private int first;
    private boolean failing;

    Joining(Children children, boolean failsFast) {
      this.children = children;
      this.failsFast = failsFast;
    }

    @Override
    public Poll<List<T>> poll(Context cx) {
      if (!failing && !pollAll(cx)) {
        return Poll.pending();
      }
      if (failing && !children.pollCancel(cx)) {
        return Poll.pending();
      }
      Throwable failure = children.withCancelFailures(children.failure());
      if (failure != null) {
        throw Children.<RuntimeException>asIs(failure);
      }
      return Poll.ready(values());
    }

    /// @return whether all have ended, or one has failed and that is enough
    private boolean pollAll(Context cx) {
      int size = children.size();
      boolean ended = true;
      for (int i = 0; i < size; i++) {
        Child<?> child = children.get((first + i) % size);
        ended &= child.poll(cx);
        if (failsFast && child.failure() != null) {
          failing = true;
          return true;
        }
      }
      first = size == 0 ? 0 : (first + 1) % size;
      return ended;
    }

    private List<T> values() {
      var values = new ArrayList<T>(children.size());
      for (int i = 0; i < children.size(); i++) {
        @SuppressWarnings("unchecked") // made from operations of T
        T value = (T) children.get(i).value();
        values.add(value);
      }
      return values;
    }

    @Override
    public Poll<@Nullable Void> pollCancel(Context cx) {
      return children.pollCancelAll(cx);
    }

    @Override
    public List<Async<?>> branches() {
      return children.running();
    }
  }
}
