package dev.vitrine.future;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Several operations inside one task, until the first has ended; the others are cancelled before
/// its result is handed on.
///
/// ```java
/// String end = Select.<String>fair()
///     .on(listener.accept(), socket -> "connected")
///     .on(sleep(Duration.ofSeconds(1)), ignored -> "nobody came")
///     .await();
/// ```
///
/// A fair select begins each poll with a branch chosen at random, so that none can keep the others
/// out; a biased one asks them in the order given.
///
/// - **Errors:** a branch that fails ends the select with its failure, once the others have been
///   cancelled. What an async block that has lost throws besides its cancellation, as from a
///   `finally` block, goes where failures go that nobody joins.
/// - **Cancellation:** cancels all branches, last given first. What cancelling loses is said by
///   each operation.
///
/// @param <R> what the branches' handlers give
public final class Select<R extends @Nullable Object> implements Async<R>, Branches {
  private final boolean biased;
  private final List<Child<?>> added = new ArrayList<>();
  private final List<Function<Object, R>> handlers = new ArrayList<>();
  private @Nullable Supplier<R> otherwise;
  private @Nullable Children children;
  private int winner = -1;

  private Select(boolean biased) {
    this.biased = biased;
  }

  /// Begins a select that asks its branches in random order.
  public static <R extends @Nullable Object> Select<R> fair() {
    return new Select<>(false);
  }

  /// Begins a select that asks its branches in the order in which they are added.
  public static <R extends @Nullable Object> Select<R> biased() {
    return new Select<>(true);
  }

  /// The first of `operations` to end, chosen fairly, with its index.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Async<Selected<T>> first(
      Async<? extends T>... operations) {
    return first(Arrays.asList(operations));
  }

  /// The first of `operations` to end, chosen fairly, with its index.
  public static <T extends @Nullable Object> Async<Selected<T>> first(
      List<? extends Async<? extends T>> operations) {
    var select = new Select<Selected<T>>(false);
    for (int i = 0; i < operations.size(); i++) {
      int index = i;
      select.add(operations.get(i), value -> new Selected<T>(index, value));
    }
    return select;
  }

  /// Which branch ended first, and with what.
  ///
  /// @param index in the order given, from 0
  public record Selected<T extends @Nullable Object>(int index, T value) {}

  /// Adds a branch.
  ///
  /// @param handler makes the result of its value; runs inside the poll, must not block
  public <T extends @Nullable Object> Select<R> on(Async<T> operation, Function<T, R> handler) {
    add(operation, handler);
    return this;
  }

  /// Adds a branch if `enabled`; otherwise `operation` is never polled.
  public <T extends @Nullable Object> Select<R> onIf(
      boolean enabled, Async<T> operation, Function<T, R> handler) {
    if (enabled) {
      add(operation, handler);
    }
    return this;
  }

  /// Says what comes of it when no branch is enabled.
  public Select<R> orElse(Supplier<R> result) {
    otherwise = result;
    return this;
  }

  @SuppressWarnings("unchecked") // the handler is called with what its own operation gave
  private <T extends @Nullable Object> void add(
      Async<? extends T> operation, Function<T, R> handler) {
    if (children != null) {
      throw new IllegalStateException("a select takes no more branches once it has been polled");
    }
    added.add(new Child<>(operation));
    handlers.add((Function<Object, R>) (Function<?, R>) handler);
  }

  @Override
  public Poll<R> poll(Context cx) {
    Children branches = started();
    if (branches.size() == 0) {
      Supplier<R> result = otherwise;
      if (result == null) {
        throw new IllegalStateException(
            "a select has no branch that is enabled: add one, or say orElse()");
      }
      return Poll.ready(result.get());
    }
    if (winner < 0) {
      winner = firstToEnd(branches, cx);
    }
    if (winner < 0 || !branches.pollCancel(cx)) {
      return Poll.pending();
    }
    Child<?> first = branches.get(winner);
    Throwable failure = branches.withCancelFailures(first.failure());
    if (failure != null) {
      throw Children.<RuntimeException>asIs(failure);
    }
    @SuppressWarnings("NullAway") // the handler was given together with this operation
    R result = handlers.get(winner).apply(first.value());
    return Poll.ready(result);
  }

  private Children started() {
    Children branches = children;
    if (branches == null) {
      branches = new Children(added);
      children = branches;
    }
    return branches;
  }

  private int firstToEnd(Children branches, Context cx) {
    int size = branches.size();
    int start = biased ? 0 : ThreadLocalRandom.current().nextInt(size);
    for (int i = 0; i < size; i++) {
      int index = (start + i) % size;
      if (branches.get(index).poll(cx)) {
        return index;
      }
    }
    return -1;
  }

  @Override
  public Poll<@Nullable Void> pollCancel(Context cx) {
    return started().pollCancelAll(cx);
  }

  @Override
  public List<Async<?>> branches() {
    Children branches = children;
    return branches == null ? List.of() : branches.running();
  }
}
