package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.common.Attribute;
import dev.vitrine.instrument.Resource;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A resource that watchers of tokio-console's protocol are told of.
///
/// It is held while somebody waits for it. Otherwise only weakly, so that the console keeps nothing
/// alive; when it has been collected, it is gone.
final class ResourceItem extends Item {
  final long id;
  final long resourceId;
  final boolean isTimer;
  final long createdAtNanos;
  private @Nullable WeakReference<Resource> weak;
  private @Nullable Resource held;
  int waiters;

  /// The number of the last tick at which the runtime's list of resources had it; 0 when it never
  /// had.
  long listedAtTick;

  /// The resource it is a part of.
  @Nullable ResourceItem parent;

  /// When the last wait for it ended.
  long idleSinceNanos;

  /// As last sent or looked at.
  List<Attribute> attributes = List.of();

  long droppedAtNanos;

  ResourceItem(long id, Resource resource, long now) {
    this.id = id;
    this.resourceId = resource.resourceId();
    this.isTimer = resource.resourceKind() == Resource.Kind.TIMER;
    long madeAt = resource.madeAtNanos();
    this.createdAtNanos = madeAt == 0 ? now : madeAt;
    this.idleSinceNanos = now;
    this.held = resource;
  }

  /// Called once a tick for one that nobody waits for.
  void letGo() {
    if (held != null) {
      weak = new WeakReference<>(held);
      held = null;
    }
  }

  /// Null when it has been collected.
  @Nullable Resource resource() {
    if (held != null) {
      return held;
    }
    return weak == null ? null : weak.get();
  }

  void hold(Resource resource) {
    waiters++;
    held = resource;
  }

  void release(long now) {
    if (--waiters == 0) {
      idleSinceNanos = now;
    }
  }
}
