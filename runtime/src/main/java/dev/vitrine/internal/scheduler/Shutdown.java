package dev.vitrine.internal.scheduler;

import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says who holds up the end of a runtime.
final class Shutdown {
  private static final System.Logger LOG = System.getLogger("dev.vitrine");
  private static final int MOST_NAMED = 10;
  private static final int FRAMES = 12;

  private Shutdown() {}

  static void report(String runtime, Duration limit, RuntimeView view) {
    var left = new ArrayList<TaskView>();
    view.forEachLiveTask(
        task -> {
          if (task.state() != TaskView.State.FINISHED) { // it has, meanwhile
            left.add(task);
          }
        });
    if (left.isEmpty()) {
      return;
    }
    String who =
        left.stream().limit(MOST_NAMED).map(Shutdown::describe).collect(Collectors.joining());
    String more = left.size() > MOST_NAMED ? "\n  and " + (left.size() - MOST_NAMED) + " more" : "";
    LOG.log(
        System.Logger.Level.WARNING,
        "runtime {0} was closed, but after {1} it still has {2} task(s) that have not ended:{3}{4}",
        runtime,
        limit,
        left.size(),
        who,
        more);
  }

  static void reportThreads(String runtime, Duration limit, List<Thread> left) {
    String who =
        left.stream()
            .limit(MOST_NAMED)
            .map(thread -> "\n  " + thread.getName() + frames(Stream.of(thread.getStackTrace())))
            .collect(Collectors.joining());
    LOG.log(
        System.Logger.Level.WARNING,
        "runtime {0} was closed, but after {1} it still has {2} thread(s) that block:{3}",
        runtime,
        limit,
        left.size(),
        who);
  }

  /// A task that has begun is ended without another poll.
  static void reportGivenUp(String runtime, TaskView task, Throwable why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "runtime "
            + runtime
            + " was closed, and the system refuses a thread for a task that had not ended; it counts as"
            + " cancelled, and its finally blocks do not run:"
            + describe(task),
        why);
  }

  private static String describe(TaskView task) {
    var place = task.callsite().location();
    return "\n  task "
        + task.id()
        + (task.name().isEmpty() ? "" : " \"" + task.name() + "\"")
        + (place == null ? "" : ", spawned at " + place.brief())
        + ", "
        + task.state()
        + task.stacks().stream()
            .map(stack -> frames(stack.frames().stream()))
            .collect(Collectors.joining());
  }

  private static String frames(Stream<StackTraceElement> frames) {
    return frames.limit(FRAMES).map(frame -> "\n    at " + frame).collect(Collectors.joining());
  }
}
