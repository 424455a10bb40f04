package dev.vitrine.console.server.internal.aggregate;

/// Something that watchers are told of once, and again whenever it has changed: a task, a resource,
/// an async op.
///
/// Each watcher has one bit: that costs nothing per item, however many there are.
abstract sealed class Item permits TaskItem, ResourceItem, OpItem {
  private long knownTo;
  private long queuedFor;
  private boolean gone;

  final boolean isKnownTo(long watcher) {
    return (knownTo & watcher) != 0;
  }

  final void makeKnownTo(long watcher) {
    knownTo |= watcher;
  }

  final boolean isQueuedFor(long watcher) {
    return (queuedFor & watcher) != 0;
  }

  final void setQueuedFor(long watcher, boolean isQueued) {
    queuedFor = isQueued ? queuedFor | watcher : queuedFor & ~watcher;
  }

  /// Forgets a watcher whose bit another one may get.
  final void forget(long watcher) {
    knownTo &= ~watcher;
    queuedFor &= ~watcher;
  }

  /// Whether it has ended, and will not change again.
  final boolean isGone() {
    return gone;
  }

  final void makeGone() {
    gone = true;
  }
}
