package dev.vitrine.console.tui.view;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceOperation;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.widget.Cell;
import dev.vitrine.console.tui.widget.Cut;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One resource in full: its state, who holds it, and the operations that wait for it.
final class ResourceView extends ListView<ResourceView.Row> {
  private static final int HEAD = 5;

  private final String group;
  private final long id;

  ResourceView(String group, long id) {
    this.group = group;
    this.id = id;
  }

  /// One operation.
  ///
  /// @param key tells it apart
  record Row(ResourceOperation operation, long key, long waitedNanos) {}

  @Override
  void draw(Canvas canvas, Scene scene) {
    Optional<Resource> found = find(scene.snapshot());
    if (found.isEmpty()) {
      canvas.put(
          1,
          1,
          isAnswered(scene.snapshot())
              ? "Nobody waits for this resource now, or it is gone. Esc leads back."
              : "Waiting for the first answer. Esc leads back.",
          Ink.DIM);
      return;
    }
    Resource resource = found.get();
    Look look = scene.look();
    var ref = resource.getResource();
    String name = ref.getName().isEmpty() ? "" : " \"" + ref.getName() + "\"";
    int x = canvas.put(1, 0, ref.getType() + name + " #" + ref.getId(), Ink.TITLE);
    x =
        canvas.put(
            x,
            0,
            " · " + resource.getKind() + (resource.getInternal() ? ", internal" : ""),
            Ink.PLAIN);
    x =
        canvas.put(
            x,
            0,
            ref.hasMadeAt() && !Places.brief(ref.getMadeAt()).isEmpty()
                ? " · made at " + Places.full(ref.getMadeAt())
                : "",
            Ink.PLAIN);
    canvas.put(
        x,
        0,
        resource.hasParent()
            ? " · part of " + resource.getParent().getType() + " #" + resource.getParent().getId()
            : "",
        Ink.DIM);
    canvas.put(
        1,
        1,
        Cut.end(
            canvas,
            String.join(
                "  ",
                resource.getAttributesList().stream().map(TaskDetailView::attribute).toList()),
            canvas.width() - 2),
        Ink.STRONG);
    canvas.put(1, 2, holders(resource, scene), Ink.PLAIN);
    canvas.put(1, 3, "Operations that wait: " + resource.getWaiters(), Ink.HEADING);
    super.draw(canvas.below(HEAD - 1), scene);
    if (look.unicode() && resource.getOperationsCount() < resource.getWaiters()) {
      canvas.putRight(
          canvas.width(), 3, "the first " + resource.getOperationsCount() + " ", Ink.DIM);
    }
  }

  private static String holders(Resource resource, Scene scene) {
    if (scene.snapshot().service() == Snapshot.Service.TOKIO) {
      return "Holder: a Rust program does not tell";
    }
    if (resource.getHoldersCount() == 0) {
      return "Held by nobody";
    }
    String since =
        resource.hasHeldSince()
            ? " since " + TaskText.ago(resource.getHeldSince(), now(scene.snapshot()), scene.look())
            : "";
    return "Held"
        + since
        + " by "
        + String.join(", ", resource.getHoldersList().stream().map(ResourceView::holder).toList());
  }

  private static String holder(TaskRef task) {
    return "task " + TaskText.ref(task) + ", " + TaskText.stateWord(task.getState());
  }

  private Stream<ResourceGroup> group(Snapshot snapshot) {
    return snapshot.resources().stream()
        .flatMap(update -> update.getGroupsList().stream())
        .filter(one -> one.getKey().equals(group));
  }

  /// Whether the members of the group have arrived, of which those of a closed one are left out.
  private boolean isAnswered(Snapshot snapshot) {
    return snapshot.resources().isPresent()
        && group(snapshot).noneMatch(one -> one.getResources() > 0 && one.getMembersCount() == 0);
  }

  private Optional<Resource> find(Snapshot snapshot) {
    return group(snapshot)
        .flatMap(one -> one.getMembersList().stream())
        .filter(one -> one.getResource().getId() == id)
        .findFirst();
  }

  private static Timestamp now(Snapshot snapshot) {
    return snapshot
        .resources()
        .map(update -> update.getStamp().getNow())
        .orElse(Timestamp.getDefaultInstance());
  }

  @Override
  List<Row> rows(Snapshot snapshot) {
    Timestamp now = now(snapshot);
    return find(snapshot).stream()
        .flatMap(resource -> resource.getOperationsList().stream())
        .map(
            operation ->
                new Row(
                    operation,
                    operation.getTask().getId() * 31
                        + Instants.nanos(operation.getWait().getSince())
                        + 1,
                    Instants.between(operation.getWait().getSince(), now)))
        .toList();
  }

  @Override
  List<Sortable<Row>> columns(Look look) {
    return List.of(
        Sortable.text("Task", 16, 48, 0, row -> TaskText.ref(row.operation().getTask())),
        Sortable.text("Operation", 12, 32, 0, row -> row.operation().getWait().getOperation()),
        Sortable.figure("Waits", 6, 0, Row::waitedNanos, nanos -> Cell.duration(nanos, look)),
        Sortable.figure("Polls", 6, 3, row -> row.operation().getPolls(), Cell::count),
        Sortable.text(
            "Wakeable", 8, 8, 2, row -> row.operation().getWait().getRegistered() ? "yes" : "NO"),
        Sortable.text(
            "Attributes",
            14,
            48,
            1,
            row ->
                String.join(
                    " ",
                    row.operation().getWait().getAttributesList().stream()
                        .map(TaskDetailView::attribute)
                        .toList())));
  }

  @Override
  long keyOf(Row row) {
    return row.key();
  }

  @Override
  boolean isAlarm(Row row) {
    return !row.operation().getWait().getRegistered();
  }

  @Override
  Reaction open(Row row) {
    long task = row.operation().getTask().getId();
    return task == 0 ? IGNORED : new Reaction.Open(new TaskDetailView(task, 'r'));
  }

  @Override
  Reaction key(Key key, Snapshot snapshot) {
    return key.kind() == Key.Kind.ESCAPE ? CLOSE : super.key(key, snapshot);
  }

  @Override
  List<String> empty(Snapshot snapshot) {
    return List.of("No task waits for it now.");
  }

  @Override
  Optional<Set<String>> openGroups() {
    return Optional.of(Set.of(group));
  }

  @Override
  List<Hint> hints() {
    return List.of(
        new Hint("Esc", "back"),
        new Hint("↵", "the task"),
        new Hint("←→", "sort by"),
        new Hint("i", "invert"));
  }

  @Override
  char tab() {
    return 'r';
  }
}
