package dev.vitrine.console.client.lint;

import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Foreign;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Sign;
import dev.vitrine.console.proto.v1.SignCount;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.Wait;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Judges tasks.
public final class Lints {
  /// A lock that is held longer while others wait is worth a warning.
  public static final long LOCK_HELD_NANOS = 1_000_000_000;

  private Lints() {}

  /// What a list can show of one task.
  public static List<Warning> of(RowFacts task) {
    var warnings = new ArrayList<Warning>();
    for (Sign sign : task.row().getSignsList()) {
      switch (sign) {
        case SIGN_SELF_WAKING ->
            warnings.add(
                warning(
                    Lint.SELF_WAKES,
                    task,
                    "This task has woken itself for %s of its %s wakes (more than 50%% is suspicious)."
                        .formatted(
                            Counts.percent(share(task.row())),
                            Counts.brief(task.row().getWakes()))));
        case SIGN_UNWAKEABLE ->
            warnings.add(
                warning(
                    Lint.LOST_WAKER,
                    task,
                    "This task has lost its waker, and will never be woken again."));
        case SIGN_NEVER_YIELDED ->
            warnings.add(
                warning(
                    Lint.NEVER_YIELDED,
                    task,
                    "This task has not yielded once since it started %s ago (a second is suspicious)."
                        .formatted(Durations.brief(task.pollRunningNanos()))));
        case SIGN_LONG_POLL ->
            warnings.add(
                warning(
                    Lint.LONG_POLL,
                    task,
                    "This task has been in one poll for %s%s."
                        .formatted(
                            Durations.brief(task.pollRunningNanos()),
                            task.row().hasWorker()
                                ? " and holds worker " + task.row().getWorker()
                                : "")));
        case SIGN_AUTO_BOXED ->
            warnings.add(
                warning(
                    Lint.AUTO_BOXED_FUTURE,
                    task,
                    "This task's future was boxed by the runtime for its size."));
        case SIGN_LARGE_FUTURE ->
            warnings.add(
                warning(Lint.LARGE_FUTURE, task, "This task's future takes 1024 bytes or more."));
        case SIGN_UNSPECIFIED, UNRECOGNIZED -> {}
      }
    }
    return warnings;
  }

  /// All there is to say about a task shown in full.
  public static List<Warning> of(TaskDetail detail) {
    var task = new RowFacts(detail.getRow(), detail.getStamp().getNow());
    long size = number(detail, "size.bytes");
    long original = number(detail, "original_size.bytes");
    return of(task).stream()
        .map(
            warning ->
                switch (warning.lint()) {
                  case AUTO_BOXED_FUTURE ->
                      warning(
                          Lint.AUTO_BOXED_FUTURE,
                          task,
                          "This task's future was boxed by the runtime: %d bytes instead of %d."
                              .formatted(size, original));
                  case LARGE_FUTURE ->
                      warning(
                          Lint.LARGE_FUTURE,
                          task,
                          "This task's future takes %d bytes (1024 is large).".formatted(size));
                  case SELF_WAKES, LOST_WAKER, NEVER_YIELDED, LONG_POLL, LOCK_HELD -> warning;
                })
        .toList();
  }

  /// Tasks that hold something for long while tasks of this page wait for it, by the holder's id.
  public static Map<Long, Warning> locksHeld(TaskPage page) {
    Map<Long, Warning> held = new HashMap<>();
    Map<Long, Integer> waiters = new HashMap<>();
    for (TaskRow row : page.getRowsList()) {
      Wait wait = row.getWaitingOn();
      long holder = wait.getHolder().getId();
      long since = Instants.between(wait.getHeldSince(), page.getStamp().getNow());
      if (holder == 0 || since < LOCK_HELD_NANOS) {
        continue;
      }
      int count = waiters.merge(wait.getResource().getId(), 1, Integer::sum);
      held.put(
          holder,
          new Warning(
              Lint.LOCK_HELD,
              holder,
              "This task has held %s for %s while %d %s (a second is suspicious)."
                  .formatted(
                      Foreign.clean(RowFacts.waitText(wait)),
                      Durations.brief(since),
                      count,
                      count == 1 ? "task waits" : "tasks wait")));
    }
    return held;
  }

  /// How many tasks each rule holds for, over all tasks where the server counts them; those nobody
  /// breaks are left out.
  public static Map<Lint, Long> summary(Snapshot snapshot) {
    Map<Lint, Long> summary = new EnumMap<>(Lint.class);
    snapshot
        .tasks()
        .ifPresent(
            page -> {
              for (Lint lint : Lint.values()) {
                lint.sign().ifPresent(sign -> put(summary, lint, counted(page, sign)));
              }
              put(summary, Lint.LOCK_HELD, locksHeld(page).size());
            });
    return summary;
  }

  private static void put(Map<Lint, Long> summary, Lint lint, long tasks) {
    if (tasks > 0) {
      summary.put(lint, tasks);
    }
  }

  private static long counted(TaskPage page, Sign sign) {
    return page.getCounts().getSignsList().stream()
        .filter(count -> count.getSign() == sign)
        .mapToLong(SignCount::getTasks)
        .sum();
  }

  private static long number(TaskDetail detail, String name) {
    return detail.getFieldsList().stream()
        .filter(field -> field.getName().equals(name) && field.hasNumber())
        .mapToLong(Attribute::getNumber)
        .findFirst()
        .orElse(-1);
  }

  private static double share(TaskRow row) {
    return row.getWakes() == 0 ? 0 : (double) row.getSelfWakes() / row.getWakes();
  }

  private static Warning warning(Lint lint, RowFacts task, String sentence) {
    return new Warning(lint, task.id(), sentence);
  }
}
