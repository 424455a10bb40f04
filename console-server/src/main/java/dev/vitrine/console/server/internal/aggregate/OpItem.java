package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A wait of a task for a resource: what tokio-console calls an async op.
final class OpItem extends Item {
  final long id;
  final long taskId;
  final String source;
  final long createdAtNanos;
  final ResourceItem resource;
  private final Object identity;
  long polls;
  long lastPollStartedNanos;
  long lastPollEndedNanos;
  long busyNanos;
  List<Attribute> attributes;
  long droppedAtNanos;
  @Nullable OpItem next;

  OpItem(long id, long taskId, WaitView wait, ResourceItem resource, long now) {
    this.id = id;
    this.taskId = taskId;
    this.source = wait.operation();
    this.createdAtNanos = createdAt(wait, now);
    this.resource = resource;
    this.identity = wait.identity();
    this.attributes = wait.attributes();
    polls(wait);
  }

  /// The start of its first poll, or, when nobody watched then, its end.
  private static long createdAt(WaitView wait, long now) {
    long pending = wait.sinceNanos() == 0 ? now : wait.sinceNanos();
    boolean isFirst = wait.polls() == 1 && wait.lastPollStartedNanos() != 0;
    return isFirst && wait.lastPollStartedNanos() - pending < 0
        ? wait.lastPollStartedNanos()
        : pending;
  }

  private void polls(WaitView wait) {
    polls = wait.polls();
    lastPollStartedNanos = wait.lastPollStartedNanos();
    lastPollEndedNanos = wait.lastPollEndedNanos();
    busyNanos = wait.busyNanos();
  }

  @SuppressWarnings("ReferenceEquality") // identity is what it is for
  boolean isFor(WaitView wait) {
    return identity == wait.identity();
  }

  /// Takes over what may have changed, and tells whether it has.
  boolean update(WaitView wait) {
    if (polls == wait.polls() && attributes.equals(wait.attributes())) {
      return false;
    }
    polls(wait);
    attributes = wait.attributes();
    return true;
  }
}
