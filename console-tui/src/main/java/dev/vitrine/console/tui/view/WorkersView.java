package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Pulse;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.Steals;
import dev.vitrine.console.proto.v1.WorkerStatus;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import dev.vitrine.console.tui.widget.Cut;
import dev.vitrine.console.tui.widget.Graphs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What every worker does now and did in the last minute, and the queues, pools and drivers between
/// them.
final class WorkersView extends ListView<WorkersView.Row> {
  private static final long LONG_NANOS = 50_000_000;

  /// One worker.
  ///
  /// @param inStateNanos how long it has been in its state
  record Row(Pulse pulse, Pulse.Worker worker, boolean many, long inStateNanos) {}

  @Override
  List<Row> rows(Snapshot snapshot) {
    var rows = new ArrayList<Row>();
    boolean many = snapshot.pulses().size() > 1;
    var now = snapshot.tasks().map(page -> page.getStamp().getNow());
    for (Pulse pulse : snapshot.pulses()) {
      for (Pulse.Worker worker : pulse.workers()) {
        long age = now.map(at -> Instants.between(worker.status().getStateSince(), at)).orElse(0L);
        rows.add(
            new Row(pulse, worker, many, Math.max(age, worker.status().getPollRunningNanos())));
      }
    }
    return rows;
  }

  @Override
  List<Sortable<Row>> columns(Look look) {
    return List.of(
        new Sortable<>(
            Column.text("Worker", 6, 24, 0, row -> Cell.of(label(row))),
            Comparator.comparing(WorkersView::label)),
        new Sortable<>(
            Column.text("State", 15, 22, 0, row -> state(row, look)),
            Comparator.comparingInt(row -> row.worker().status().getStateValue())),
        Sortable.text(
            "Task now", 16, 40, 0, row -> TaskText.ref(row.worker().status().getCurrentTask())),
        share("Busy", 4, 0, Pulse.Worker::busy),
        share("Search", 6, 5, Pulse.Worker::search),
        share("Park", 4, 4, Pulse.Worker::park),
        share("Driver", 6, 6, Pulse.Worker::driver),
        rate("Polls/s", 7, 0, Pulse.Worker::pollsPerSecond),
        Sortable.figure("Local", 5, 1, row -> row.worker().status().getLocalDepth(), Cell::count),
        Sortable.figure(
            "LIFO", 4, 7, row -> row.worker().status().getLifoOccupied() ? 1 : 0, Cell::count),
        rate("Steals/s", 8, 2, Pulse.Worker::stealsPerSecond),
        Sortable.text("Stolen from", 11, 24, 8, row -> stolenFrom(row.worker().status())),
        rate("No-op/s", 7, 9, Pulse.Worker::noopPerSecond));
  }

  private static Sortable<Row> share(
      String title, int width, int leaves, ToDoubleFunction<Pulse.Worker> share) {
    return new Sortable<>(
        Column.figure(
            title,
            width,
            leaves,
            row -> Cell.of(Counts.percent(share.applyAsDouble(row.worker())))),
        Comparator.comparingDouble(row -> share.applyAsDouble(row.worker())));
  }

  private static Sortable<Row> rate(
      String title, int width, int leaves, ToDoubleFunction<Pulse.Worker> rate) {
    return new Sortable<>(
        Column.figure(
            title, width, leaves, row -> Cell.of(Counts.rate(rate.applyAsDouble(row.worker())))),
        Comparator.comparingDouble(row -> rate.applyAsDouble(row.worker())));
  }

  private static String label(Row row) {
    String index = "w" + row.worker().status().getIndex();
    return row.many() ? index + " " + row.pulse().status().getName() : index;
  }

  private static String stolenFrom(WorkerStatus worker) {
    return String.join(
        " ",
        worker.getStealsList().stream()
            .sorted(Comparator.comparingLong(Steals::getTasks).reversed())
            .map(steals -> "w" + steals.getVictim() + ":" + Counts.brief(steals.getTasks()))
            .toList());
  }

  private static Cell state(Row row, Look look) {
    String age = " " + Durations.brief(row.inStateNanos(), look.unicode());
    return switch (row.worker().status().getState()) {
      case STATE_POLLING ->
          new Cell(
              look.pick("▶ ", "> ")
                  + "poll"
                  + (row.worker().status().getPollRunningNanos() > 0 ? age : ""),
              isLong(row) ? Ink.ALARM : Ink.GOOD);
      case STATE_BETWEEN_POLLS -> new Cell(look.pick("▶ ", "> ") + "between polls", Ink.GOOD);
      case STATE_SEARCHING -> new Cell(look.pick("○ ", "o ") + "searching" + age, Ink.CAUTION);
      case STATE_PARKED -> new Cell(look.pick("◦ ", ". ") + "parked" + age, Ink.PLAIN);
      case STATE_PARKED_ON_DRIVER -> new Cell(look.pick("◦ ", ". ") + "in driver" + age, Ink.PLAIN);
      case STATE_DRIVING -> new Cell(look.pick("● ", "* ") + "driving" + age, Ink.GOOD);
      case STATE_BLOCKED_IN_PLACE ->
          new Cell(look.pick("■ ", "# ") + "in place" + age, Ink.CAUTION);
      case STATE_STARTING -> Cell.dim("starting");
      case STATE_STOPPED -> Cell.dim("stopped");
      case STATE_UNSPECIFIED, UNRECOGNIZED -> Cell.dim("?");
    };
  }

  private static boolean isLong(Row row) {
    return row.worker().status().getPollRunningNanos() >= LONG_NANOS;
  }

  @Override
  long keyOf(Row row) {
    return row.pulse().status().getId() * 100_000 + row.worker().status().getIndex() + 1;
  }

  @Override
  boolean isAlarm(Row row) {
    return isLong(row);
  }

  @Override
  Reaction open(Row row) {
    long task = row.worker().status().getCurrentTask().getId();
    return task == 0 ? IGNORED : new Reaction.Open(new TaskDetailView(task, 'w'));
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    return List.of(
        "No runtime is open in this program now.", "Its workers appear here when it starts one.");
  }

  @Override
  int drawBelow(Canvas canvas, Scene scene) {
    List<Pulse> pulses = scene.snapshot().pulses();
    boolean history = canvas.height() >= 16;
    int lines = 0;
    for (Pulse pulse : pulses) {
      lines += 1 + (history ? Math.min(pulse.workers().size(), 4) + 1 : 0);
    }
    lines = Math.min(lines, Math.max(0, canvas.height() / 2));
    if (pulses.isEmpty()) {
      return 0;
    }
    Canvas below = canvas.below(canvas.height() - lines);
    int y = 0;
    for (Pulse pulse : pulses) {
      below.put(
          1,
          y++,
          Cut.end(
              below,
              summary(pulse, scene.look(), pulses.size() > 1, below.width() < 100),
              below.width() - 2),
          Ink.PLAIN);
      if (history) {
        y = drawHistory(below, y, pulse, scene);
      }
    }
    return lines;
  }

  private static int drawHistory(Canvas canvas, int y, Pulse pulse, Scene scene) {
    int width = Math.clamp((canvas.width() - 34) / 2, 8, 60);
    canvas.put(1, y, "last 60 answers", Ink.DIM);
    canvas.put(20, y, "busy", Ink.DIM);
    canvas.put(22 + width, y, "local queue", Ink.DIM);
    int row = y + 1;
    for (Pulse.Worker worker : pulse.workers().subList(0, Math.min(4, pulse.workers().size()))) {
      canvas.put(3, row, "w" + worker.status().getIndex(), Ink.DIM);
      canvas.put(20, row, Graphs.line(worker.busyHistory(), width, 100, scene.look()), Ink.GOOD);
      canvas.put(
          22 + width, row, Graphs.line(worker.depthHistory(), width, 0, scene.look()), Ink.TITLE);
      row++;
    }
    return row;
  }

  private static String summary(Pulse pulse, Look look, boolean named, boolean isNarrow) {
    RuntimeStatus runtime = pulse.status();
    var pool = runtime.getBlocking();
    var text = new StringBuilder();
    if (named) {
      text.append(runtime.getName()).append(": ");
    }
    text.append("inject ").append(Counts.brief(runtime.getInjectDepth()));
    if (!isNarrow) {
      text.append(" (max ").append(Counts.brief(pulse.mostInject())).append(')');
    }
    text.append("   blocking ")
        .append(pool.getThreads() - pool.getIdle())
        .append('/')
        .append(pool.getCap());
    text.append(" busy");
    if (pool.getIdle() > 0) {
      text.append(", ").append(pool.getIdle()).append(" idle");
    }
    if (pool.getQueued() > 0) {
      text.append(", queue ").append(pool.getQueued());
    }
    if (runtime.hasTime()) {
      text.append("   timers ").append(Counts.brief(runtime.getTime().getRegistered()));
      if (runtime.getTime().hasNextNanos()) {
        text.append(", next in ")
            .append(Durations.brief(runtime.getTime().getNextNanos(), look.unicode()));
      }
    }
    if (runtime.hasIo()) {
      text.append("   I/O ")
          .append(Counts.brief(runtime.getIo().getSources()))
          .append(" sources, ")
          .append(Counts.rate(pulse.eventsPerSecond()))
          .append(isNarrow ? "/s" : " events/s");
    }
    return text.toString();
  }

  @Override
  char tab() {
    return 'w';
  }

  @Override
  String needsVitrine() {
    return "workers";
  }
}
