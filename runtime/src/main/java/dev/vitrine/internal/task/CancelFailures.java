package dev.vitrine.internal.task;

import dev.vitrine.task.TaskCancelledException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells what a cancelled block has thrown besides its cancellation.
final class CancelFailures {
  private static final int DEEPEST = 16; // in chains of causes, which may be circles

  private CancelFailures() {}

  /// What a task that was cancelled has thrown besides, suppressed in `cancellation`.
  static List<Throwable> of(TaskCancelledException cancellation) {
    if (cancellation.getSuppressed().length == 0) {
      return List.of();
    }
    var besides = new ArrayList<Throwable>();
    besidesCancellation(cancellation, cancellation.taskId(), besides::add);
    return besides;
  }

  /// Hands over what `thrown` says that a cancellation of task `taskId` does not: nothing, if it is
  /// that, as it is or as the cause of something else; what was suppressed in it; else itself. A
  /// block that waits in the JDK's code sees its cancellation as an interrupt.
  static void besidesCancellation(Throwable thrown, long taskId, Consumer<Throwable> action) {
    hand(thrown, taskId, action, 0);
  }

  private static void hand(Throwable thrown, long taskId, Consumer<Throwable> action, int depth) {
    if (!isOrComesOfCancellation(thrown, taskId)) {
      action.accept(thrown);
    } else if (depth < DEEPEST) {
      for (Throwable suppressed : thrown.getSuppressed()) {
        hand(suppressed, taskId, action, depth + 1);
      }
    }
  }

  private static boolean isOrComesOfCancellation(Throwable thrown, long taskId) {
    @Nullable Throwable link = thrown;
    for (int i = 0; i < DEEPEST && link != null; i++) {
      if (isCancellation(link, taskId)) {
        return true;
      }
      link = causeOf(link);
    }
    return false;
  }

  private static boolean isCancellation(Throwable thrown, long taskId) {
    return switch (thrown) {
      case TaskCancelledException cancelled -> cancelled.taskId() == taskId;
      case InterruptedException _, ClosedByInterruptException _ -> true;
      // A timeout of a socket is one as well, of a class of its own.
      case InterruptedIOException _ -> thrown.getClass() == InterruptedIOException.class;
      case SocketException _ ->
          thrown.getClass() == SocketException.class
              && "Closed by interrupt".equals(thrown.getMessage()); // as the JDK says it
      default -> false;
    };
  }

  /// Asks code of the user, which may fail as well.
  private static @Nullable Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error broken) {
      return null;
    }
  }
}
