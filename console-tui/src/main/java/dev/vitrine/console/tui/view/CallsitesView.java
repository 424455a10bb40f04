package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// One line per place that spawns: where to look first when there are very many tasks.
final class CallsitesView extends ListView<Callsite> {
  @Override
  List<Callsite> rows(Snapshot snapshot) {
    return snapshot.callsites().stream()
        .sorted(
            Comparator.comparingLong(Callsite::getBusyNanos)
                .reversed()
                .thenComparingLong(Callsite::getId))
        .toList();
  }

  @Override
  List<Sortable<Callsite>> columns(Look look) {
    return List.of(
        new Sortable<>(
            Column.text("Spawned at", 16, 48, 0, site -> Cell.of(place(site))),
            Comparator.comparing(CallsitesView::place)),
        Sortable.text("Body", 8, 32, 3, Callsite::getBody),
        Sortable.figure("Alive", 6, 0, Callsite::getAlive, Cell::count),
        Sortable.figure("Spawned", 7, 0, Callsite::getSpawned, Cell::count),
        Sortable.figure("Done", 6, 9, Callsite::getCompleted, Cell::count),
        Sortable.figure("Failed", 6, 4, Callsite::getFailed, Cell::count),
        Sortable.figure("Cancel", 6, 8, Callsite::getCancelled, Cell::count),
        Sortable.figure("Polls", 6, 5, Callsite::getPolls, Cell::count),
        Sortable.figure("Busy", 6, 0, Callsite::getBusyNanos, nanos -> Cell.duration(nanos, look)),
        poll("p50", 6, look, site -> site.getPollTimes().getP50Nanos()),
        poll("p99", 2, look, site -> site.getPollTimes().getP99Nanos()),
        poll("Max", 1, look, site -> site.getPollTimes().getMaxNanos()),
        poll("Wake99", 7, look, site -> site.getScheduledTimes().getP99Nanos()),
        Sortable.figure(
            "Idle", 6, 10, Callsite::getLongestIdleNanos, nanos -> Cell.duration(nanos, look)));
  }

  private static Sortable<Callsite> poll(
      String title, int leaves, Look look, ToLongFunction<Callsite> figure) {
    return Sortable.figure(
        title,
        6,
        leaves,
        figure,
        nanos -> nanos == 0 ? Cell.dim(look.pick("–", "-")) : Cell.duration(nanos, look));
  }

  private static String place(Callsite site) {
    String place = Places.brief(site.getLocation());
    return place.isEmpty() ? "(not known)" : place;
  }

  @Override
  long keyOf(Callsite site) {
    return site.getId();
  }

  @Override
  boolean isAlarm(Callsite site) {
    return site.getFailed() > 0;
  }

  @Override
  Reaction open(Callsite site) {
    return new Reaction.ShowTasks("site:" + site.getId());
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    return List.of("Nothing has been spawned yet.");
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("↵", "its tasks"),
        new Hint("←→", "sort by"),
        new Hint("i", "invert"),
        new Hint("space", "pause"));
  }

  @Override
  char tab() {
    return 'c';
  }
}
