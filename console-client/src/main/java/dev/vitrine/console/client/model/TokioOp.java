package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.asyncops.Stats;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An operation of a task on a resource. As long as it exists, the task is in it.
record TokioOp(AsyncOp op, Stats stats) {

  boolean isAlive() {
    return !stats.hasDroppedAt();
  }

  /// What each task waits in, by its wire number, oldest first. Of operations inside one another
  /// only the outermost counts: it has the name that users wrote.
  static Map<Long, List<Wait>> waits(Map<Long, TokioOp> ops, Map<Long, TokioResource> resources) {
    Map<Long, List<Wait>> waits = new HashMap<>();
    Set<Long> alive = new HashSet<>();
    ops.forEach(
        (id, op) -> {
          if (op.isAlive()) {
            alive.add(id);
          }
        });
    ops.values().stream()
        .filter(TokioOp::isAlive)
        .filter(op -> op.stats.getTaskId().getId() != 0)
        .filter(op -> !alive.contains(op.op.getParentAsyncOpId().getId()))
        .sorted(Comparator.comparingLong(op -> Instants.nanos(op.stats.getCreatedAt())))
        .forEach(
            op ->
                waits
                    .computeIfAbsent(op.stats.getTaskId().getId(), _ -> new ArrayList<>())
                    .add(op.asWait(resources)));
    return waits;
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
