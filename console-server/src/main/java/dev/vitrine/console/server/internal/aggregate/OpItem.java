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
  List<Attribute> attributes;
  long droppedAtNanos;
  @Nullable OpItem next;

  OpItem(long id, long taskId, WaitView wait, ResourceItem resource, long now) {
    this.id = id;
    this.taskId = taskId;
    this.source = wait.operation();
    this.createdAtNanos = wait.sinceNanos() == 0 ? now : wait.sinceNanos();
    this.resource = resource;
    this.identity = wait.identity();
    this.polls = wait.polls();
    this.attributes = wait.attributes();
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
    polls = wait.polls();
    attributes = wait.attributes();
    return true;
  }
}
