package dev.vitrine.future;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The operations of one combinator, in the order in which they were given.
final class Children {
  private final List<Child<?>> all;
  private int cancelledFrom;

  Children(List<Child<?>> all) {
    this.all = all;
    cancelledFrom = all.size();
  }

  static Children of(List<? extends Async<?>> operations) {
    var children = new ArrayList<Child<?>>(operations.size());
    operations.forEach(operation -> children.add(new Child<>(operation)));
    return new Children(children);
  }

  int size() {
    return all.size();
  }

  Child<?> get(int index) {
    return all.get(index);
  }

  /// Gives up those that run, last given first, each when the one behind it has ended.
  ///
  /// @return whether none runs any more
  boolean pollCancel(Context cx) {
    while (cancelledFrom > 0) {
      if (!all.get(cancelledFrom - 1).pollCancel(cx)) {
        return false;
      }
      cancelledFrom--;
    }
    return true;
  }

  /// The first failure in the order of the operations, the later ones attached to it; null when
  /// none has failed.
  @Nullable Throwable failure() {
    Throwable first = null;
    for (Child<?> child : all) {
      Throwable failure = child.failure();
      if (first == null) {
        first = failure;
      } else if (failure != null && failure != first) {
        first.addSuppressed(failure);
      }
    }
    return first;
  }

  /// What giving them up has thrown, attached to `failure` if there is one, else the first with the
  /// others attached; null when there is nothing at all.
  @Nullable Throwable withCancelFailures(@Nullable Throwable failure) {
    Throwable first = failure;
    for (int i = size() - 1; i >= 0; i--) {
      Throwable thrown = all.get(i).cancelFailure();
      if (first == null) {
        first = thrown;
      } else if (thrown != null && thrown != first) {
        first.addSuppressed(thrown);
      }
    }
    return first;
  }

  /// Gives up those that run, as [#pollCancel], for a combinator that is given up itself.
  Poll<@Nullable Void> pollCancelAll(Context cx) {
    if (!pollCancel(cx)) {
      return Poll.pending();
    }
    Throwable failure = withCancelFailures(null);
    if (failure != null) {
      throw Children.<RuntimeException>asIs(failure);
    }
    return Poll.done();
  }

  List<Async<?>> running() {
    var running = new ArrayList<Async<?>>();
    for (Child<?> child : all) {
      if (child.isRunning()) {
        running.add(child.operation());
      }
    }
    return running;
  }

  /// Throws what an operation has thrown, as it is.
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // whatever it is was thrown by the operation itself
  static <X extends Throwable> X asIs(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
