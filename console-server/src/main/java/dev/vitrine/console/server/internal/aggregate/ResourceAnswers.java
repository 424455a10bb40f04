package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceOperation;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.server.internal.read.LongTable;
import dev.vitrine.console.server.internal.read.Parts;
import dev.vitrine.console.server.internal.read.TaskLookup;
import dev.vitrine.console.server.internal.read.Texts;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.console.server.internal.read.Waits;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What tasks wait for, grouped by type and by where it was made. Found anew each time, by one walk
/// over all tasks.
final class ResourceAnswers implements Feed.Answers<ResourcesUpdate> {
  private static final int MOST_MEMBERS = 1_000;
  private static final int MOST_OPERATIONS = 1_000;
  private static final int MOST_HOLDERS = 100;
  private static final int MOST_GROUPS = 2_000;

  // A console of ours takes larger messages than tokio-console, but not without end.
  private static final int MOST_BYTES = 8 << 20;

  private final Aggregator aggregator;
  private final Set<String> openGroups;
  private final int limit;
  private final boolean includeInternal;

  ResourceAnswers(Aggregator aggregator, WatchResourcesRequest request) {
    this.aggregator = aggregator;
    this.openGroups = new HashSet<>(request.getOpenGroupsList());
    long wanted = Integer.toUnsignedLong(request.getLimit());
    this.limit = wanted == 0 ? MOST_MEMBERS : (int) Math.min(wanted, MOST_MEMBERS);
    this.includeInternal = request.getIncludeInternal();
  }

  /// A resource and those who wait for it.
  private static final class Member {
    final Resource resource;
    final List<Waiter> waiters = new ArrayList<>(1);
    long longestWaitNanos;

    Member(Resource resource) {
      this.resource = resource;
    }
  }

  private record Waiter(TaskView task, WaitView view, long nanos) {}

  private static final class Group {
    final Key key;
    final List<Member> members = new ArrayList<>(1);
    long waiters;
    long longestWaitNanos;

    Group(Key key) {
      this.key = key;
    }
  }

  private record Key(String type, Resource.Kind kind, @Nullable Location madeAt) {
    static Key of(Resource resource) {
      return new Key(
          resource.resourceType(), resource.resourceKind(), resource.madeAt().orElse(null));
    }

    String text() {
      return kind.label() + "/" + type + "@" + (madeAt == null ? "" : Texts.place(madeAt));
    }
  }

  @Override
  public Optional<ResourcesUpdate> next() {
    LongTable<Member> members = walk();
    Map<Key, Group> groups = new HashMap<>();
    members.forEach(
        member -> {
          Group group = groups.computeIfAbsent(Key.of(member.resource), Group::new);
          group.members.add(member);
          group.waiters += member.waiters.size();
          group.longestWaitNanos = Math.max(group.longestWaitNanos, member.longestWaitNanos);
        });
    var sorted = new ArrayList<>(groups.values());
    sorted.sort(
        Comparator.comparingLong((Group group) -> group.longestWaitNanos)
            .reversed()
            .thenComparing(group -> group.key.text()));
    var tasks = new TaskLookup(aggregator.source());
    var update = ResourcesUpdate.newBuilder().setTotal(members.size());
    var room = new int[] {MOST_BYTES};
    sorted.stream()
        .limit(MOST_GROUPS)
        .forEach(group -> update.addGroups(group(group, tasks, room)));
    return Optional.of(update.setStamp(aggregator.stamp()).build());
  }

  private LongTable<Member> walk() {
    var members = new LongTable<Member>();
    long now = Times.now();
    aggregator
        .openedWatch()
        .ifPresent(watch -> watch.resources().forEach(resource -> member(members, resource)));
    aggregator
        .source()
        .forEachLiveTask(
            task -> {
              for (WaitView wait : task.waits()) {
                Resource resource = wait.resource();
                Member member = resource == null ? null : member(members, resource);
                if (member != null) {
                  long nanos = Waits.nanos(wait, now);
                  member.waiters.add(new Waiter(task, wait, nanos));
                  member.longestWaitNanos = Math.max(member.longestWaitNanos, nanos);
                }
              }
            });
    return members;
  }

  private @Nullable Member member(LongTable<Member> members, Resource resource) {
    if (resource.isInternal() && !includeInternal) {
      return null;
    }
    Member known = members.get(resource.resourceId());
    if (known == null) {
      known = new Member(resource);
      members.put(resource.resourceId(), known);
    }
    return known;
  }

  private ResourceGroup.Builder group(Group group, TaskLookup tasks, int[] room) {
    String key = group.key.text();
    var message =
        ResourceGroup.newBuilder()
            .setKey(Texts.bounded(key))
            .setType(Texts.bounded(group.key.type()))
            .setKind(group.key.kind().label())
            .setResources(group.members.size())
            .setWaiters(group.waiters)
            .setHeld(
                group.members.stream()
                    .filter(member -> member.resource.holderTaskIds().length > 0)
                    .count())
            .setLongestWaitNanos(group.longestWaitNanos);
    Location madeAt = group.key.madeAt();
    if (madeAt != null) {
      message.setMadeAt(Parts.location(madeAt));
    }
    if (group.members.size() == 1 || openGroups.contains(Texts.bounded(key))) {
      group.members.sort(
          Comparator.comparingLong((Member member) -> member.longestWaitNanos)
              .reversed()
              .thenComparingLong(member -> member.resource.resourceId()));
      for (Member member : group.members.subList(0, Math.min(limit, group.members.size()))) {
        if (room[0] <= 0) {
          break;
        }
        var resource = resource(member, tasks);
        room[0] -= resource.getSerializedSize();
        message.addMembers(resource);
      }
    }
    return message;
  }

  private static dev.vitrine.console.proto.v1.Resource resource(Member member, TaskLookup tasks) {
    Resource view = member.resource;
    var message =
        dev.vitrine.console.proto.v1.Resource.newBuilder()
            .setResource(Parts.resource(view))
            .setKind(view.resourceKind().label())
            .setInternal(view.isInternal())
            .addAllAttributes(Parts.attributes(view.attributes()))
            .setWaiters(member.waiters.size())
            .setLongestWaitNanos(member.longestWaitNanos);
    if (view.madeAtNanos() != 0) {
      message.setCreatedAt(Times.timestamp(view.madeAtNanos()));
    }
    view.parent().ifPresent(whole -> message.setParent(Parts.resource(whole)));
    long[] holders = view.holderTaskIds();
    for (int i = 0; i < Math.min(holders.length, MOST_HOLDERS); i++) {
      message.addHolders(tasks.ref(holders[i]));
    }
    if (holders.length > 0) {
      view.heldSinceNanos().ifPresent(nanos -> message.setHeldSince(Times.timestamp(nanos)));
    }
    member.waiters.sort(Comparator.comparingLong(Waiter::nanos).reversed());
    for (Waiter waiter :
        member.waiters.subList(0, Math.min(MOST_OPERATIONS, member.waiters.size()))) {
      message.addOperations(
          ResourceOperation.newBuilder()
              .setTask(Parts.task(waiter.task()))
              .setWait(Waits.bare(waiter.view()))
              .setPolls(waiter.view().polls()));
    }
    return message.build();
  }
}
