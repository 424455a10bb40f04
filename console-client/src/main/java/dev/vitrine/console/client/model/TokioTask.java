package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Location;
import java.util.ArrayList;
import java.util.List;

/// A task that the service of tokio-console told of. Replaced as a whole when its figures change.
///
/// @param wireId by which the server knows it
/// @param id that users see
/// @param fields what is left of its fields, for the detail view
/// @param spawnedAt empty when not known
record TokioTask(
    long wireId,
    long id,
    String name,
    String kind,
    String target,
    Location spawnedAt,
    List<Attribute> fields,
    Stats stats) {

  static TokioTask of(Task task, TokioMetadata metadata, Stats stats) {
    long id = task.getId().getId();
    String name = "";
    String kind = "";
    var fields = new ArrayList<Attribute>();
    for (Field field : task.getFieldsList()) {
      String key = metadata.nameOf(field);
      switch (key) {
        case "" -> {}
        case "task.id" -> id = field.hasU64Val() ? field.getU64Val() : id;
        case "task.name" -> name = TokioMetadata.text(field);
        case "kind" -> kind = TokioMetadata.text(field);
        default -> fields.add(TokioMetadata.attribute(key, field));
      }
    }
    return new TokioTask(
        task.getId().getId(),
        id,
        name,
        kind,
        metadata.target(task.getMetadata()),
        TokioMetadata.location(task.getLocation()),
        List.copyOf(fields),
        stats);
  }

  TokioTask with(Stats newer) {
    return new TokioTask(wireId, id, name, kind, target, spawnedAt, fields, newer);
  }

  boolean isFinished() {
    return stats.hasDroppedAt();
  }

  /// One of the fields that are numbers; -1 when there is none.
  long number(String field) {
    for (Attribute attribute : fields) {
      if (attribute.getName().equals(field) && attribute.hasNumber()) {
        return attribute.getNumber();
      }
    }
    return -1;
  }
}
