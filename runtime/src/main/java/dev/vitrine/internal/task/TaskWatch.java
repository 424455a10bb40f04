package dev.vitrine.internal.task;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.Watch;
import dev.vitrine.internal.instrument.InstrumentSources;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One that watches: keeps a tier on, and has its share of the changes.
public final class TaskWatch implements Watch {
  private final ChangedTasks.Reader reader;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final long droppedBefore = ChangedTasks.finishedDropped();
  private final long resourcesBefore = Resources.dropped();
  private final boolean exact;

  /// @param exact whether resources are listed and tasks that have finished are kept while it is
  ///   open
  public TaskWatch(boolean exact) {
    this.exact = exact;
    reader = ChangedTasks.newReader(exact);
    Resources.watchers(1);
    if (exact) {
      Resources.listers(1);
    }
  }

  @Override
  public void drainChanged(Consumer<TaskView> action) {
    reader.drain(
        action, each -> Instruments.runtimes().forEach(runtime -> runtime.forEachLiveTask(each)));
  }

  @Override
  public List<TaskView> finished() {
    return ChangedTasks.recentlyFinished();
  }

  @Override
  public long finishedDropped() {
    return ChangedTasks.finishedDropped() - droppedBefore;
  }

  @Override
  public List<Resource> resources() {
    return Resources.listed();
  }

  @Override
  public long resourcesDropped() {
    return Resources.dropped() - resourcesBefore;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      reader.close();
      if (exact) {
        Resources.listers(-1);
      }
      Resources.watchers(-1);
      InstrumentSources.closed(exact);
    }
  }
}
