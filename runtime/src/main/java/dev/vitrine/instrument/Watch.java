package dev.vitrine.instrument;

import java.util.List;
import java.util.function.Consumer;

/// Somebody looks: the *watched* tier is on while at least one watch of [Instruments#watch] is
/// open. One of [Instruments#watchChanges] has changed tasks listed, and that is all.
///
/// - **Threads:** the reading methods by one thread at a time; [#close] by any.
public interface Watch extends AutoCloseable {

  /// Hands over each task that was polled, woken, spawned or finished since the last call, once; at
  /// the first call, since the watch was opened. For tasks that do not change, start with
  /// [RuntimeView#forEachLiveTask].
  ///
  /// A task that runs when it is read was handed over for the last time in that poll: look at it
  /// again when it does not run any more.
  void drainChanged(Consumer<TaskView> action);

  /// Tasks that have finished since somebody watches, at most 60 seconds and 10,000 of them, oldest
  /// first. When more than 10,000 finish between two calls, those that finish later are cut.
  List<TaskView> finished();

  /// Finished tasks that were cut from that list for lack of room, since the watch was opened.
  long finishedDropped();

  /// Resources made since somebody watches, those nobody waits for included. Of those made between
  /// two calls 50,000 at most.
  List<Resource> resources();

  /// Resources that were left out of that list, since the watch was opened. One is found still when
  /// a task waits for it.
  long resourcesDropped();

  @Override
  void close();
}
