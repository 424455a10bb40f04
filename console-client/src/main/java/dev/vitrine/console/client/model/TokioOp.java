package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.asyncops.Stats;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An operation of a task on a resource. As long as it exists, the task is in it.
record TokioOp(AsyncOp op, Stats stats) {

  boolean isAlive() {
    return !stats.hasDroppedAt();
  }

  /// What each task waits in, by its wire number, oldest first. Of operations inside one another
  /// only the outermost counts: it has the name that users wrote.
  static Map<Long, List<Wait>> waits(Map<Long, TokioOp> ops, Map<Long, TokioResource> resources) {
    Map<Long, List<Wait>> waits = new HashMap<>();
    Map<Long, Long> tasks = tasks(ops);
    tasks.keySet().stream()
        .map(id -> Objects.requireNonNull(ops.get(id)))
        .filter(op -> !tasks.containsKey(op.op.getParentAsyncOpId().getId()))
        .sorted(Comparator.comparingLong(op -> Instants.nanos(op.stats.getCreatedAt())))
        .forEach(
            op ->
                waits
                    .computeIfAbsent(
                        Objects.requireNonNull(tasks.get(op.op.getId().getId())),
                        _ -> new ArrayList<>())
                    .add(op.asWait(resources)));
    return waits;
  }

  /// Which task is in each operation that lasts. A server often knows it of the inner one only.
  static Map<Long, Long> tasks(Map<Long, TokioOp> ops) {
    Map<Long, Long> tasks = new HashMap<>();
    ops.forEach(
        (id, op) -> {
          long task = op.stats.getTaskId().getId();
          TokioOp outer = op;
          while (task != 0
              && outer != null
              && outer.isAlive()
              && tasks.put(outer.op.getId().getId(), task) == null) {
            outer = ops.get(outer.op.getParentAsyncOpId().getId());
          }
        });
    return tasks;
  }

  Wait asWait(Map<Long, TokioResource> resources) {
    var wait =
        Wait.newBuilder()
            .setOperation(op.getSource().replace("::", "."))
            .setSince(stats.getCreatedAt())
            .setRegistered(true)
            .addAllAttributes(TokioResource.attributes(stats.getAttributesList()));
    TokioResource resource = resources.get(op.getResourceId().getId());
    return wait.setResource(resource == null ? ResourceRef.getDefaultInstance() : resource.ref())
        .build();
  }
}
