package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.lint.Warning;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Precision;
import dev.vitrine.console.proto.v1.Stack;
import dev.vitrine.console.proto.v1.StackFrame;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.proto.v1.Waking;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Cut;
import dev.vitrine.console.tui.widget.Graphs;
import dev.vitrine.console.tui.widget.StackTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One task in full: what it does, why it waits, where it stands, how its polls were.
final class TaskDetailView extends View {
  private final long id;
  private final char tab;
  private int scroll;

  TaskDetailView(long id, char tab) {
    this.id = id;
    this.tab = tab;
  }

  record Line(String text, Ink ink) {}

  @Override
  void draw(Canvas canvas, Scene scene) {
    Optional<TaskDetail> known = scene.snapshot().detail();
    if (known.isEmpty()) {
      boolean gone = scene.snapshot().detailGone();
      canvas.put(1, 0, "Task " + Long.toUnsignedString(id), Ink.TITLE);
      canvas.put(
          1,
          2,
          gone ? "The program does not know this task any more." : "Waiting for the first answer.",
          Ink.DIM);
      canvas.put(1, 3, "Esc leads back.", Ink.DIM);
      return;
    }
    TaskDetail detail = known.get();
    int y = drawHead(canvas, detail, scene);
    List<Warning> warnings = Lints.of(detail);
    int bottom = drawBottom(canvas, detail, warnings);
    Canvas middle = canvas.part(0, y, canvas.width(), bottom - y);
    drawMiddle(middle, detail, scene);
  }

  private int drawHead(Canvas canvas, TaskDetail detail, Scene scene) {
    Look look = scene.look();
    var row = detail.getRow();
    var task = new RowFacts(row, detail.getStamp().getNow());
    Cell state = TaskText.state(task, look);
    int x = canvas.put(1, 0, "Task " + Long.toUnsignedString(row.getId()) + " ", Ink.TITLE);
    x =
        canvas.put(
            x, 0, Cut.middle(canvas, row.getName(), Math.max(8, canvas.width() / 3)), Ink.STRONG);
    x = canvas.put(x, 0, row.getName().isEmpty() ? "" : " · ", Ink.DIM);
    x = canvas.put(x, 0, state.text(), state.ink());
    x = canvas.put(x, 0, " · spawned at " + Places.brief(row.getSpawnedAt()), Ink.PLAIN);
    x =
        canvas.put(
            x,
            0,
            detail.hasParent() ? " by task " + TaskText.ref(detail.getParent()) : "",
            Ink.PLAIN);
    canvas.put(x, 0, " · age " + Durations.brief(row.getTotalNanos(), look.unicode()), Ink.PLAIN);
    if (scene.snapshot().detailGone()) {
      canvas.putRight(canvas.width(), 0, " forgotten by the program ", Ink.CAUTION);
    }

    int y = 1;
    x = figure(canvas, 1, y, "Busy", row.getBusyNanos());
    x = canvas.put(x, y, share(row.getBusyNanos(), row.getTotalNanos()), Ink.DIM) + 2;
    x = figure(canvas, x, y, "Scheduled", row.getScheduledNanos()) + 2;
    x = figure(canvas, x, y, "Idle", row.getIdleNanos()) + 3;
    if (x + 40 > canvas.width()) {
      y++;
      x = 1;
    }
    x = canvas.put(x, y, "Polls ", Ink.DIM);
    x = canvas.put(x, y, Counts.brief(row.getPolls()), Ink.PLAIN) + 2;
    if (row.getPolls() > 0) {
      x = figure(canvas, x, y, "mean", row.getBusyNanos() / row.getPolls()) + 2;
      x =
          detail.getLongestPollNanos() > 0
              ? figure(canvas, x, y, "max", detail.getLongestPollNanos()) + 2
              : x;
    }
    String wakes =
        Counts.brief(row.getWakes())
            + "  self "
            + Counts.brief(row.getSelfWakes())
            + waking(detail, look);
    if (x + 7 + canvas.widthOf(wakes) > canvas.width()) {
      y++;
      x = 0;
    }
    x = canvas.put(x + 1, y, "Wakes ", Ink.DIM);
    canvas.put(x, y, wakes, Ink.PLAIN);
    if (row.getPrecision() == Precision.PRECISION_COARSE && canvas.width() > 100) {
      canvas.putRight(canvas.width(), y, "times to 1 ms ", Ink.DIM);
    }
    return y + 1;
  }

  private static String waking(TaskDetail detail, Look look) {
    if (!detail.hasLastWaking()) {
      return "";
    }
    Waking waking = detail.getLastWaking();
    String by =
        waking.hasByTask()
            ? " by task " + TaskText.ref(waking.getByTask())
            : waking.hasByWorker()
                ? " by worker " + waking.getByWorker() + " (driver)"
                : waking.getByThread().isEmpty() ? "" : " by thread " + waking.getByThread();
    return "  last " + TaskText.ago(waking.getAt(), detail.getStamp().getNow(), look) + " ago" + by;
  }

  private void drawMiddle(Canvas canvas, TaskDetail detail, Scene scene) {
    List<Line> why = why(detail, scene);
    List<Line> where = where(detail, scene);
    boolean beside = canvas.width() >= 90;
    int split = beside ? canvas.width() * 2 / 5 : canvas.width();
    if (beside) {
      drawLines(canvas.part(0, 0, split, canvas.height()), why, 0);
      drawLines(canvas.part(split, 0, canvas.width() - split, canvas.height()), where, scroll);
    } else {
      var all = new ArrayList<>(why);
      all.addAll(where);
      drawLines(canvas, all, scroll);
    }
  }

  private static void drawLines(Canvas canvas, List<Line> lines, int scroll) {
    int from = Math.clamp(scroll, 0, Math.max(0, lines.size() - canvas.height()));
    for (int i = from; i < lines.size() && i - from < canvas.height(); i++) {
      Line line = lines.get(i);
      canvas.put(1, i - from, Cut.end(canvas, line.text(), canvas.width() - 2), line.ink());
    }
    if (lines.size() > from + canvas.height() && canvas.height() > 0) {
      canvas.putRight(
          canvas.width() - 1,
          canvas.height() - 1,
          canvas.look().pick(" ↓ more", " v more"),
          Ink.DIM);
    }
  }

  private List<Line> why(TaskDetail detail, Scene scene) {
    Look look = scene.look();
    var lines = new ArrayList<Line>();
    lines.add(new Line("Why it waits", Ink.HEADING));
    switch (detail.getRow().getState()) {
      case TASK_STATE_RUNNING -> {
        lines.add(new Line("  it does not: it is being polled", Ink.PLAIN));
        return lines;
      }
      case TASK_STATE_SCHEDULED ->
          lines.add(new Line("  it does not: it is woken and waits for a worker", Ink.CAUTION));
      case TASK_STATE_FINISHED -> {
        lines.add(new Line("  it does not: it has finished", Ink.DIM));
        return lines;
      }
      case TASK_STATE_IDLE, TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    if (detail.getWaitsCount() == 0) {
      lines.add(new Line("  not known", Ink.DIM));
      if (scene.snapshot().service() == Snapshot.Service.TOKIO) {
        lines.add(new Line("  (a Rust program tells of Tokio's locks, semaphores,", Ink.DIM));
        lines.add(new Line("  intervals and oneshots only, and when busy late)", Ink.DIM));
      }
    }
    if (detail.getWaitsCount() > 1) {
      lines.add(
          new Line(
              "  for the first of " + detail.getWaitsCount() + ", or for all of them", Ink.DIM));
    }
    var behind = new ChainLines(detail, look);
    for (int i = 0; i < detail.getWaitsCount(); i++) {
      addWait(lines, detail.getWaits(i), detail, look);
      behind.of(i).forEach(line -> lines.add(new Line("  " + line.text(), line.ink())));
    }
    if (detail.getDeadlocked()) {
      lines.add(
          new Line(
              look.pick("▲ ", "! ") + "the circle is closed: none of them will ever go on",
              Ink.ALARM));
    }
    return lines;
  }

  private static void addWait(List<Line> lines, Wait wait, TaskDetail detail, Look look) {
    var now = detail.getStamp().getNow();
    String operation = wait.getOperation();
    String on = RowFacts.waitText(wait);
    String made =
        wait.getResource().hasMadeAt()
            ? " (" + Places.brief(wait.getResource().getMadeAt()) + ")"
            : "";
    String since = wait.hasSince() ? " since " + TaskText.ago(wait.getSince(), now, look) : "";
    lines.add(new Line("  " + on + made + since, Ink.STRONG));
    String attributes =
        String.join(" ", wait.getAttributesList().stream().map(TaskDetailView::attribute).toList());
    String via = on.equals(operation) || operation.isEmpty() ? "" : "in " + operation + " ";
    if (!via.isEmpty() || !attributes.isEmpty()) {
      lines.add(new Line("    " + via + attributes, Ink.DIM));
    }
    if (!wait.getRegistered()) {
      lines.add(new Line("    nobody is registered to wake it", Ink.ALARM));
    }
  }

  private List<Line> where(TaskDetail detail, Scene scene) {
    var lines = new ArrayList<Line>();
    lines.add(new Line("Where it is", Ink.HEADING));
    if (detail.getStacksCount() == 0) {
      lines.add(
          new Line(
              scene.snapshot().service() == Snapshot.Service.TOKIO
                  ? "  a Rust program does not tell"
                  : "  a polled task has no stack while it is suspended",
              Ink.DIM));
    }
    for (Stack stack : detail.getStacksList()) {
      if (detail.getStacksCount() > 1) {
        lines.add(
            new Line(
                "  " + stack.getLabel() + (stack.getRunning() ? ", running" : ", suspended"),
                Ink.DIM));
      }
      boolean first = true;
      List<StackFrame> frames = StackTree.fromUser(stack.getFramesList());
      for (StackFrame frame : frames) {
        String mark =
            frame.getUserCode() && first && !stack.getRunning()
                ? scene.look().pick("  ◂ await", "  < await")
                : "";
        first = first && !frame.getUserCode();
        lines.add(
            new Line(
                "  " + Places.frame(frame) + mark, frame.getUserCode() ? Ink.STRONG : Ink.DIM));
      }
      int below = stack.getFramesCount() - frames.size();
      if (below > 0) {
        lines.add(new Line("  and " + below + " frames of the runtime", Ink.DIM));
      }
    }
    return lines;
  }

  /// Draws from the bottom up what has a place of its own there.
  private int drawBottom(Canvas canvas, TaskDetail detail, List<Warning> warnings) {
    int rows = 1 + warnings.size() * 2 + (detail.getFieldsCount() > 0 ? 1 : 0);
    boolean histograms = canvas.height() >= 14;
    boolean beside = canvas.width() >= 100;
    rows += histograms ? beside ? 3 : 5 : 0;
    int y = Math.max(4, canvas.height() - rows);
    int start = y;
    if (histograms) {
      if (beside) {
        int half = canvas.width() / 2;
        Graphs.histogram(
            canvas.part(0, 0, half, canvas.height()), y, "Poll times", detail.getPollTimes());
        Graphs.histogram(
            canvas.part(half, 0, half, canvas.height()),
            y,
            "Wake to poll",
            detail.getScheduledTimes());
        y += 3;
      } else {
        Graphs.histogram(canvas, y, "Poll times", detail.getPollTimes());
        Graphs.histogram(canvas, y + 2, "Wake to poll", detail.getScheduledTimes());
        y += 5;
      }
    }
    if (detail.getFieldsCount() > 0) {
      String fields =
          String.join(
              "  ", detail.getFieldsList().stream().map(TaskDetailView::attribute).toList());
      canvas.put(1, y++, Cut.end(canvas, fields, canvas.width() - 2), Ink.DIM);
    }
    String lints = warnings.isEmpty() ? "Lints: none" : "Lints: " + warnings.size();
    String children = Cut.end(canvas, children(detail), canvas.width() - lints.length() - 5);
    int x = canvas.put(1, y, children, Ink.PLAIN);
    canvas.put(x == 1 ? 1 : x + 3, y++, lints, warnings.isEmpty() ? Ink.DIM : Ink.ALARM);
    for (Warning warning : warnings) {
      canvas.put(1, y++, canvas.look().pick("▲ ", "! ") + warning.sentence(), Ink.ALARM);
      canvas.put(3, y++, warning.advice(), Ink.PLAIN);
    }
    return start;
  }

  private static String children(TaskDetail detail) {
    if (detail.getChildrenTotal() == 0) {
      return "";
    }
    var some =
        detail.getChildrenList().stream()
            .limit(4)
            .map(child -> TaskText.ref(child) + " " + TaskText.stateWord(child.getState()))
            .toList();
    return "Children " + detail.getChildrenTotal() + ": " + String.join(", ", some);
  }

  static String attribute(Attribute attribute) {
    String value =
        switch (attribute.getValueCase()) {
          case NUMBER -> Long.toString(attribute.getNumber());
          case FLAG -> Boolean.toString(attribute.getFlag());
          case TEXT -> attribute.getText();
          case VALUE_NOT_SET -> "";
        };
    if (attribute.hasNumber() && attribute.getUnit().equals("ms")) {
      return attribute.getName()
          + "="
          + Durations.brief(TimeUnit.MILLISECONDS.toNanos(attribute.getNumber()));
    }
    return attribute.getName() + "=" + value + attribute.getUnit();
  }

  private static int figure(Canvas canvas, int x, int y, String name, long nanos) {
    int after = canvas.put(x, y, name + " ", Ink.DIM);
    Cell cell = Cell.duration(nanos, canvas.look());
    return canvas.put(after, y, cell.text(), cell.ink());
  }

  private static String share(long part, long whole) {
    return whole <= 0 ? "" : " " + Counts.percent((double) part / whole);
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    Optional<TaskDetail> detail = snapshot.detail();
    switch (key.kind()) {
      case UP -> scroll = Math.max(0, scroll - 1);
      case DOWN -> scroll++;
      case PAGE_UP -> scroll = Math.max(0, scroll - 10);
      case PAGE_DOWN -> scroll += 10;
      case HOME -> scroll = 0;
      case ESCAPE -> {
        return CLOSE;
      }
      case LETTER -> {
        return letter(key.letter(), detail);
      }
      default -> {
        return IGNORED;
      }
    }
    return HANDLED;
  }

  private Reaction letter(char letter, Optional<TaskDetail> detail) {
    return switch (letter) {
      case 'k' -> {
        scroll = Math.max(0, scroll - 1);
        yield HANDLED;
      }
      case 'j' -> {
        scroll++;
        yield HANDLED;
      }
      case 'H' ->
          detail
              .map(TaskDetail::getWaitsList)
              .flatMap(
                  waits ->
                      waits.stream()
                          .map(wait -> wait.getHolder().getId())
                          .filter(holder -> holder != 0)
                          .findFirst())
              .<Reaction>map(holder -> new Reaction.Open(new TaskDetailView(holder, tab)))
              .orElse(IGNORED);
      case 'p' ->
          detail
              .filter(TaskDetail::hasParent)
              .<Reaction>map(
                  shown -> new Reaction.Open(new TaskDetailView(shown.getParent().getId(), tab)))
              .orElse(IGNORED);
      case 'y' -> detail.<Reaction>map(shown -> new Reaction.Copy(copied(shown))).orElse(IGNORED);
      default -> IGNORED;
    };
  }

  private static String copied(TaskDetail detail) {
    var text = new StringBuilder();
    text.append("task ")
        .append(detail.getRow().getId())
        .append(' ')
        .append(detail.getRow().getName())
        .append('\n');
    detail
        .getStacksList()
        .forEach(
            stack ->
                stack
                    .getFramesList()
                    .forEach(
                        frame -> text.append("\tat ").append(Places.frame(frame)).append('\n')));
    return text.toString();
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("Esc", "back"),
        new Hint("H", "holder"),
        new Hint("p", "parent"),
        new Hint("↑↓", "stack"),
        new Hint("space", "pause"));
  }

  @Override
  List<Hint> help() {
    return List.of(
        new Hint("Esc", "back to where you came from"),
        new Hint("H", "the task that holds what this one waits for"),
        new Hint("p", "the task that spawned this one"),
        new Hint("↑↓ j k", "scroll the stack"),
        new Hint("y", "copy the stack"));
  }

  @Override
  char tab() {
    return tab;
  }

  @Override
  long taskId() {
    return id;
  }
}
