package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.server.internal.read.Source;
import dev.vitrine.instrument.TaskView;
import java.util.Iterator;
import java.util.List;

/// Goes through all tasks twice, a part at a time: first for the tasks, then for what they wait
/// for, because whoever holds that has to be known by then.
final class Walk {
  private final Source source;
  private Iterator<List<TaskView>> parts;
  private boolean isForWaits;
  private boolean isOver;

  Walk(Source source) {
    this.source = source;
    this.parts = source.liveTaskParts();
  }

  /// Whether tasks are still to come.
  boolean hasTasks() {
    advance();
    return !isOver && !isForWaits;
  }

  /// Whether waits are still to come, now that all tasks have.
  boolean hasWaits() {
    advance();
    return !isOver && isForWaits;
  }

  private void advance() {
    if (!isOver && !parts.hasNext()) {
      isOver = isForWaits;
      isForWaits = true;
      parts = isOver ? parts : source.liveTaskParts();
      isOver |= !parts.hasNext();
    }
  }

  /// The next part of what is to come.
  List<TaskView> next() {
    return parts.next();
  }
}
