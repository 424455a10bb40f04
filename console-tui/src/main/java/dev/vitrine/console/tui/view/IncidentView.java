package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.widget.Cut;
import dev.vitrine.console.tui.widget.Graphs;
import dev.vitrine.console.tui.widget.StackTree;
import java.util.List;
import java.util.Optional;

/// One incident in full: who, where, how its callsite polls otherwise, what to do.
final class IncidentView extends View {
  private final long id;
  private int scroll;

  IncidentView(long id) {
    this.id = id;
  }

  @Override
  void draw(Canvas canvas, Scene scene) {
    Optional<Incident> found = find(scene.snapshot());
    if (found.isEmpty()) {
      canvas.put(1, 1, "The program has forgotten this incident. Esc leads back.", Ink.DIM);
      return;
    }
    Incident incident = found.get();
    var look = scene.look();
    int x = canvas.put(1, 0, IncidentText.kind(incident.getKind()) + " ", Ink.TITLE);
    x = canvas.put(x, 0, Durations.brief(incident.getDurationNanos(), look.unicode()), Ink.STRONG);
    x =
        canvas.put(
            x,
            0,
            incident.getOngoing() ? " and lasts" : ", ended",
            incident.getOngoing() ? Ink.ALARM : Ink.DIM);
    canvas.put(x, 0, " · began " + BlockingView.clock(incident), Ink.PLAIN);
    int y = 1;
    if (incident.hasTask()) {
      String where = " · spawned at " + Places.brief(incident.getTask().getSpawnedAt());
      canvas.put(
          1,
          y++,
          "Task "
              + TaskText.ref(incident.getTask())
              + where
              + " · worker "
              + incident.getWorker()
              + " "
              + incident.getThreadName(),
          Ink.PLAIN);
    }
    if (incident.hasBlockingLine()) {
      canvas.put(
          1,
          y++,
          "Line "
              + Places.full(incident.getBlockingLine())
              + " in "
              + incident.getBlockingLine().getMethod(),
          Ink.STRONG);
    }
    String behind =
        incident.getQueuedBehind() == 0
            ? "Nobody waited behind it when last looked at."
            : Counts.whole(incident.getQueuedBehind())
                + " behind it, longest wait "
                + Durations.brief(incident.getLongestWaitNanos(), look.unicode());
    canvas.put(1, y++, behind, Ink.PLAIN);
    canvas.put(1, y++, IncidentText.advice(incident.getKind()), Ink.GOOD);
    Optional<Callsite> site =
        scene.snapshot().callsites().stream()
            .filter(one -> one.getId() == incident.getCallsiteId())
            .findFirst();
    if (site.isPresent() && canvas.height() > y + 8) {
      Graphs.histogram(
          canvas,
          y + 1,
          "Polls of " + Places.brief(site.get().getLocation()),
          site.get().getPollTimes());
      y += 3;
    }
    drawStacks(canvas.below(y + 1), incident);
  }

  private void drawStacks(Canvas canvas, Incident incident) {
    long samples = incident.getSamplesList().stream().mapToLong(sample -> sample.getCount()).sum();
    canvas.put(
        1,
        0,
        "Where it was, " + samples + (samples == 1 ? " sample" : " samples") + ", outermost first",
        Ink.HEADING);
    List<StackTree.Line> lines = StackTree.lines(incident.getSamplesList());
    int room = canvas.height() - 1;
    int from = Math.clamp(scroll, 0, Math.max(0, lines.size() - room));
    for (int i = from; i < lines.size() && i - from < room; i++) {
      canvas.put(
          2,
          1 + i - from,
          Cut.end(canvas, lines.get(i).text(), canvas.width() - 3),
          lines.get(i).ink());
    }
    if (lines.size() > from + room && room > 0) {
      canvas.putRight(canvas.width() - 1, room, canvas.look().pick(" ↓ more", " v more"), Ink.DIM);
    }
  }

  private Optional<Incident> find(Snapshot snapshot) {
    return snapshot.incidents().stream().filter(incident -> incident.getId() == id).findFirst();
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    switch (key.kind()) {
      case ESCAPE -> {
        return CLOSE;
      }
      case UP -> scroll = Math.max(0, scroll - 1);
      case DOWN -> scroll++;
      case PAGE_UP -> scroll = Math.max(0, scroll - 10);
      case PAGE_DOWN -> scroll += 10;
      case HOME -> scroll = 0;
      case ENTER -> {
        return find(snapshot)
            .filter(Incident::hasTask)
            .<Reaction>map(
                incident -> new Reaction.Open(new TaskDetailView(incident.getTask().getId(), 'b')))
            .orElse(IGNORED);
      }
      case LETTER -> {
        switch (key.letter()) {
          case 'k' -> scroll = Math.max(0, scroll - 1);
          case 'j' -> scroll++;
          default -> {
            return IGNORED;
          }
        }
      }
      default -> {
        return IGNORED;
      }
    }
    return HANDLED;
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("Esc", "back"),
        new Hint("↵", "the task"),
        new Hint("↑↓", "stack"),
        new Hint("space", "pause"));
  }

  @Override
  List<Hint> help() {
    return List.of(
        new Hint("Esc", "back to the list"),
        new Hint("Enter", "the task in full"),
        new Hint("↑↓ j k", "scroll the stack"));
  }

  @Override
  char tab() {
    return 'b';
  }

  @Override
  String needsVitrine() {
    return "incidents";
  }
}
