package dev.vitrine.console.client.model;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceOperation;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers about resources, made from what a server of tokio-console's schema has told.
final class TokioResources {
  private static final int MEMBERS = 1_000;
  private static final int OPERATIONS = 1_000;

  private final TokioStore store;
  private final Timestamp now;
  private final Map<Long, Long> tasks;
  private final Map<Long, List<TokioOp>> waiting = new HashMap<>();

  TokioResources(TokioStore store, Timestamp now) {
    this.store = store;
    this.now = now;
    this.tasks = TokioOp.tasks(store.ops);
    for (long id : tasks.keySet()) {
      TokioOp op = store.ops.get(id);
      if (op != null) {
        waiting.computeIfAbsent(op.op().getResourceId().getId(), _ -> new ArrayList<>()).add(op);
      }
    }
  }

  ResourcesUpdate.Builder answer(WatchResourcesRequest request) {
    Map<String, List<TokioResource>> groups = new LinkedHashMap<>();
    long total = 0;
    for (TokioResource resource : store.resources.values()) {
      if (!resource.stats().hasDroppedAt()
          && (!resource.isInternal() || request.getIncludeInternal())) {
        groups.computeIfAbsent(key(resource), _ -> new ArrayList<>()).add(resource);
        total++;
      }
    }
    var answer = ResourcesUpdate.newBuilder().setTotal(total);
    groups.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue(), request))
        .sorted(
            Comparator.comparingLong(ResourceGroup::getLongestWaitNanos)
                .reversed()
                .thenComparing(ResourceGroup::getKey))
        .forEach(answer::addGroups);
    return answer;
  }

  private ResourceGroup group(
      String key, List<TokioResource> members, WatchResourcesRequest request) {
    TokioResource any = members.getFirst();
    boolean open = members.size() == 1 || request.getOpenGroupsList().contains(key);
    var group =
        ResourceGroup.newBuilder()
            .setKey(key)
            .setType(any.ref().getType())
            .setKind(any.kind())
            .setMadeAt(any.ref().getMadeAt())
            .setResources(members.size());
    long waiters = 0;
    long longest = 0;
    for (TokioResource member : members) {
      List<TokioOp> ops = waiting.getOrDefault(member.ref().getId(), List.of());
      waiters += ops.size();
      longest = Math.max(longest, longest(ops));
    }
    if (open) {
      members.stream()
          .sorted(
              Comparator.<TokioResource>comparingLong(
                      one -> -longest(waiting.getOrDefault(one.ref().getId(), List.of())))
                  .thenComparingLong(one -> one.ref().getId()))
          .limit(request.getLimit() == 0 ? MEMBERS : request.getLimit())
          .forEach(member -> group.addMembers(resource(member)));
    }
    return group.setWaiters(waiters).setLongestWaitNanos(longest).build();
  }

  private Resource resource(TokioResource member) {
    List<TokioOp> ops = waiting.getOrDefault(member.ref().getId(), List.of());
    var resource =
        Resource.newBuilder()
            .setResource(member.ref())
            .setKind(member.kind())
            .setCreatedAt(member.stats().getCreatedAt())
            .setInternal(member.isInternal())
            .addAllAttributes(TokioResource.attributes(member.stats().getAttributesList()))
            .setWaiters(ops.size())
            .setLongestWaitNanos(longest(ops));
    TokioResource parent = store.resources.get(member.parentId());
    if (parent != null) {
      resource.setParent(parent.ref());
    }
    ops.stream()
        .sorted(Comparator.comparingLong(op -> Instants.nanos(op.stats().getCreatedAt())))
        .limit(OPERATIONS)
        .forEach(op -> resource.addOperations(operation(op)));
    return resource.build();
  }

  private ResourceOperation operation(TokioOp op) {
    Wait wait = op.asWait(store.resources).toBuilder().clearResource().build();
    var operation =
        ResourceOperation.newBuilder().setWait(wait).setPolls(op.stats().getPollStats().getPolls());
    TokioTask task = store.taskOf(tasks.getOrDefault(op.op().getId().getId(), 0L));
    if (task != null) {
      operation.setTask(
          TaskRef.newBuilder()
              .setId(task.id())
              .setName(task.name())
              .setSpawnedAt(task.spawnedAt()));
    }
    return operation.build();
  }

  private long longest(List<TokioOp> ops) {
    return ops.stream()
        .mapToLong(op -> Instants.between(op.stats().getCreatedAt(), now))
        .max()
        .orElse(0);
  }

  private static String key(TokioResource resource) {
    return resource.ref().getType() + "@" + Places.full(resource.ref().getMadeAt());
  }
}
