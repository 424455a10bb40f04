package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.lint.Lint;
import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.lint.Warning;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is suspicious: one line per task, and below what to try about the selected one.
final class WarningsView extends ListView<WarningsView.Row> {
  /// A warning and the task it is about.
  record Row(Warning warning, TaskRow task) {}

  @Override
  List<Row> rows(Snapshot snapshot) {
    var rows = new ArrayList<Row>();
    snapshot
        .tasks()
        .ifPresent(
            page -> {
              Map<Long, Warning> locks = Lints.locksHeld(page);
              for (TaskRow task : page.getRowsList()) {
                Lints.of(new RowFacts(task, page.getStamp().getNow()))
                    .forEach(warning -> rows.add(new Row(warning, task)));
                Warning held = locks.get(task.getId());
                if (held != null) {
                  rows.add(new Row(held, task));
                }
              }
            });
    rows.sort((a, b) -> a.warning().lint().compareTo(b.warning().lint()));
    return rows;
  }

  @Override
  List<Sortable<Row>> columns(Look look) {
    return List.of(
        Sortable.text("Lint", 13, 17, 0, row -> row.warning().lint().id()),
        Sortable.text(
            "Task", 14, 32, 0, row -> (row.task().getId() + " " + row.task().getName()).strip()),
        Sortable.text("What", 20, 120, 0, row -> row.warning().sentence()),
        Sortable.text("Spawned at", 12, 40, 1, row -> Places.brief(row.task().getSpawnedAt())));
  }

  @Override
  int drawBelow(Canvas canvas, Scene scene) {
    Map<Lint, Long> summary = Lints.summary(scene.snapshot());
    int lines = Math.min(summary.size() * 2, canvas.height() / 2);
    int y = canvas.height() - lines;
    for (Map.Entry<Lint, Long> entry : summary.entrySet()) {
      if (y + 1 < canvas.height()) {
        canvas.put(1, y++, sentence(entry.getKey(), entry.getValue()), Ink.CAUTION);
        canvas.put(3, y++, entry.getKey().advice(), Ink.DIM);
      }
    }
    return lines;
  }

  /// `2 tasks have lost their waker and will never run again`.
  static String sentence(Lint lint, long tasks) {
    return Counts.whole(tasks) + " " + lint.summary(tasks);
  }

  @Override
  long keyOf(Row row) {
    return (row.task().getId() * 31 + row.warning().lint().id().hashCode()) | (1L << 62);
  }

  @Override
  boolean isAlarm(Row row) {
    return true;
  }

  @Override
  Reaction open(Row row) {
    return new Reaction.Open(new TaskDetailView(row.task().getId(), '!'));
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    return key.kind() == Key.Kind.ESCAPE ? CLOSE : super.key(key, snapshot);
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    return List.of(
        "Nothing suspicious among the tasks listed.",
        "Looked for: self-wakes, lost wakers, first polls that never end, long polls, locks held for long, large futures.");
  }

  @Override
  char tab() {
    return '!';
  }
}
