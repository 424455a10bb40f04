package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;

/// Polls that held their worker too long: first those that last, the longest first; then the
/// others, the newest first.
final class BlockingView extends ListView<Incident> {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  @Override
  List<Incident> rows(Snapshot snapshot) {
    return snapshot.incidents().stream()
        .sorted(
            Comparator.comparing((Incident incident) -> !incident.getOngoing())
                .thenComparingLong(
                    incident ->
                        incident.getOngoing() ? -incident.getDurationNanos() : -incident.getId()))
        .toList();
  }

  @Override
  List<Sortable<Incident>> columns(Look look) {
    return List.of(
        new Sortable<>(
            Column.fixed("Since", 8, 3, incident -> Cell.of(clock(incident))),
            Comparator.comparingLong(incident -> incident.getStartedAt().getSeconds())),
        Sortable.figure(
            "Lasted", 6, 0, Incident::getDurationNanos, nanos -> Cell.duration(nanos, look)),
        new Sortable<>(
            Column.fixed(
                "Now",
                5,
                2,
                incident ->
                    incident.getOngoing() ? new Cell("lasts", Ink.ALARM) : Cell.dim("ended")),
            Comparator.comparing(Incident::getOngoing)),
        Sortable.text(
            "Task",
            14,
            40,
            0,
            incident ->
                incident.hasTask() ? TaskText.ref(incident.getTask()) : look.pick("–", "-")),
        Sortable.text("Kind", 19, 19, 0, incident -> IncidentText.kind(incident.getKind())),
        Sortable.text("Line", 13, 40, 0, BlockingView::line),
        Sortable.figure("Behind", 6, 1, incident -> incident.getQueuedBehind(), Cell::count),
        Sortable.figure(
            "Waited",
            6,
            4,
            Incident::getLongestWaitNanos,
            nanos -> nanos == 0 ? Cell.dim(look.pick("–", "-")) : Cell.duration(nanos, look)),
        Sortable.figure(
            "Worker",
            6,
            5,
            incident -> incident.hasWorker() ? incident.getWorker() : -1,
            BlockingView::worker),
        Sortable.text(
            "Spawned at", 20, 40, 6, incident -> Places.brief(incident.getTask().getSpawnedAt())));
  }

  private static Cell worker(long index) {
    return Cell.of(index < 0 ? "" : "w" + index);
  }

  private static String line(Incident incident) {
    String line = Places.brief(incident.getBlockingLine());
    return line.isEmpty() && incident.hasInnermost() ? IncidentText.innermost(incident) : line;
  }

  static String clock(Incident incident) {
    return CLOCK.format(Instant.ofEpochSecond(incident.getStartedAt().getSeconds()));
  }

  @Override
  long keyOf(Incident incident) {
    return incident.getId();
  }

  @Override
  boolean isAlarm(Incident incident) {
    return incident.getOngoing() && incident.hasTask();
  }

  @Override
  Reaction open(Incident incident) {
    return new Reaction.Open(new IncidentView(incident.getId()));
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    String threshold =
        snapshot
            .process()
            .map(process -> TaskText.duration(process.getIncidentThresholdNanos()))
            .orElse("the threshold");
    return List.of(
        "Nothing blocks, and nothing is known to have blocked.",
        "A poll that lasts longer than " + threshold + " appears here while it lasts.");
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
