package dev.vitrine.internal.scheduler;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The steps that close a runtime: each is taken, whatever those before it have thrown.
final class CloseSteps {
  private @Nullable Throwable first;

  void take(Runnable step) {
    takeAndAsk(
        () -> {
          step.run();
          return true;
        });
  }

  /// @return what the step says; false if it throws
  boolean takeAndAsk(BooleanSupplier step) {
    try {
      return step.getAsBoolean();
    } catch (Throwable thrown) {
      if (first == null) {
        first = thrown;
      } else if (first != thrown) {
        first.addSuppressed(thrown);
      }
      return false;
    }
  }

  /// Throws what the first of them has thrown that did, as it is, with what came later attached.
  void throwFirst() {
    Throwable failure = first;
    if (failure != null) {
      throw BlockOn.<RuntimeException>asIs(failure);
    }
  }
}
