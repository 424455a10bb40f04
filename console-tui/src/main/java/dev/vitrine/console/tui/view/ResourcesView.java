package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What tasks wait for, one line per place that makes it until that is opened.
final class ResourcesView extends ListView<ResourcesView.Row> {
  private static final long LONG_NANOS = 1_000_000_000;

  private final Set<String> open = new TreeSet<>();

  /// A group, or one of its members when `member` is there.
  record Row(ResourceGroup group, @Nullable Resource member) {
    boolean isOnly() {
      return group.getResources() == 1 && group.getMembersCount() == 1;
    }

    /// The one resource this row stands for; null when it stands for several.
    @Nullable Resource one() {
      return member != null ? member : isOnly() ? group.getMembers(0) : null;
    }
  }

  @Override
  List<Row> rows(Snapshot snapshot) {
    var rows = new ArrayList<Row>();
    for (ResourceGroup group :
        snapshot.resources().map(ResourcesUpdate::getGroupsList).orElse(List.of())) {
      var row = new Row(group, null);
      rows.add(row);
      if (!row.isOnly() && open.contains(group.getKey())) {
        group.getMembersList().forEach(member -> rows.add(new Row(group, member)));
      }
    }
    return rows;
  }

  @Override
  List<Sortable<Row>> columns(Look look) {
    return List.of(
        Sortable.text("Type", 14, 30, 0, row -> type(row, look)),
        Sortable.text("Kind", 7, 9, 5, row -> row.group().getKind()),
        Sortable.figure(
            "Count",
            6,
            0,
            row -> row.member() == null ? row.group().getResources() : 1,
            Cell::count),
        Sortable.figure("Held", 5, 4, ResourcesView::held, Cell::count),
        Sortable.figure("Waiters", 7, 0, ResourcesView::waiters, Cell::count),
        Sortable.figure(
            "Longest",
            7,
            0,
            ResourcesView::longest,
            nanos -> nanos == 0 ? Cell.dim(look.pick("–", "-")) : Cell.duration(nanos, look)),
        Sortable.text("Holder", 12, 28, 1, ResourcesView::holder),
        Sortable.text("Attributes", 14, 40, 2, ResourcesView::attributes),
        new Sortable<>(
            Column.text(
                "Made at", 12, 48, 3, row -> Cell.of(Places.brief(row.group().getMadeAt()))),
            Comparator.comparing(row -> Places.full(row.group().getMadeAt()))));
  }

  private String type(Row row, Look look) {
    Resource one = row.one();
    String name =
        one == null || one.getResource().getName().isEmpty()
            ? ""
            : " \"" + one.getResource().getName() + "\"";
    String internal = one != null && one.getInternal() ? " (internal)" : "";
    if (row.member() != null) {
      return "    "
          + row.group().getType()
          + name
          + internal
          + " #"
          + row.member().getResource().getId();
    }
    if (row.isOnly()) {
      return row.group().getType() + name + internal;
    }
    return (open.contains(row.group().getKey()) ? look.pick("▾ ", "v ") : look.pick("▸ ", "> "))
        + row.group().getType();
  }

  private static long held(Row row) {
    Resource one = row.member();
    return one == null ? row.group().getHeld() : one.getHoldersCount();
  }

  private static long waiters(Row row) {
    Resource one = row.member();
    return one == null ? row.group().getWaiters() : one.getWaiters();
  }

  private static long longest(Row row) {
    Resource one = row.member();
    return one == null ? row.group().getLongestWaitNanos() : one.getLongestWaitNanos();
  }

  private static String holder(Row row) {
    Resource one = row.one();
    if (one == null || one.getHoldersCount() == 0) {
      return "";
    }
    String more = one.getHoldersCount() > 1 ? " +" + (one.getHoldersCount() - 1) : "";
    return TaskText.ref(one.getHolders(0)) + more;
  }

  private static String attributes(Row row) {
    Resource one = row.one();
    return one == null
        ? ""
        : String.join(
            " ", one.getAttributesList().stream().map(TaskDetailView::attribute).toList());
  }

  @Override
  long keyOf(Row row) {
    Resource one = row.member();
    // Both are only told apart from each other here, so a hash of the group's key will do.
    return one == null
        ? (row.group().getKey().hashCode() * 2L) | (1L << 62)
        : one.getResource().getId();
  }

  @Override
  boolean isAlarm(Row row) {
    return held(row) > 0 && waiters(row) > 0 && longest(row) >= LONG_NANOS;
  }

  @Override
  Reaction open(Row row) {
    Resource one = row.one();
    if (one != null) {
      return new Reaction.Open(new ResourceView(row.group().getKey(), one.getResource().getId()));
    }
    if (!open.remove(row.group().getKey())) {
      open.add(row.group().getKey());
    }
    return HANDLED;
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    return snapshot.resources().isEmpty()
        ? List.of("Waiting for the first answer.")
        : List.of(
            "Nothing is waited for now.",
            "Locks, channels, timers and sockets appear here while tasks wait for them.");
  }

  @Override
  Optional<Set<String>> openGroups() {
    return Optional.of(open);
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("↵", "open"),
        new Hint("←→", "sort by"),
        new Hint("i", "invert"),
        new Hint("t", "tasks"),
        new Hint("space", "pause"));
  }

  @Override
  char tab() {
    return 'r';
  }
}
