package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.ChainLink;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who stands behind the waits of a task, and behind theirs, as far as holders are known.
///
/// Each task is followed once: one that is met again on the way to itself closes a circle, one that
/// is met elsewhere is only named.
final class Chains {
  private static final int MOST = 500;
  private static final int MOST_HOLDERS = 8;
  private static final int DEEPEST = 200;

  private final TaskLookup tasks;
  private final List<ChainLink> tree = new ArrayList<>();
  private final Set<Long> path = new HashSet<>();
  private final Set<Long> met = new HashSet<>();
  private boolean canGoOn;

  private Chains(TaskLookup tasks) {
    this.tasks = tasks;
  }

  /// @param tree each before those that stand behind it
  /// @param isDeadlock whether every way through the tree ends in a circle
  record Found(List<ChainLink> tree, boolean isDeadlock) {}

  static Found behind(TaskView task, List<WaitView> waits, TaskLookup tasks) {
    var chains = new Chains(tasks);
    chains.follow(task.id(), task, waits, 1);
    return new Found(chains.tree, !chains.canGoOn);
  }

  /// @param task null when it is not there any more
  private void follow(long id, @Nullable TaskView task, List<WaitView> waits, int depth) {
    path.add(id);
    met.add(id);
    // Without waits it is not blocked; whoever would end a wait without holders is not known. One
    // that has been handed what it waited for has not looked yet, and seems to wait for itself.
    canGoOn |= waits.isEmpty() || (task != null && task.state() != TaskView.State.IDLE);
    for (int i = 0; i < waits.size(); i++) {
      long[] holders = Waits.holders(waits.get(i));
      canGoOn |= holders.length == 0 || holders.length > MOST_HOLDERS;
      for (int j = 0; j < Math.min(holders.length, MOST_HOLDERS); j++) {
        add(holders[j], depth, i);
      }
    }
    canGoOn |= task != null && task.state() != TaskView.State.IDLE; // meanwhile
    path.remove(id);
  }

  private void add(long id, int depth, int behind) {
    if (tree.size() >= MOST || depth > DEEPEST) {
      canGoOn = true; // as far as is known
      return;
    }
    var link = ChainLink.newBuilder().setDepth(depth).setBehind(behind).setTask(tasks.ref(id));
    if (path.contains(id)) {
      tree.add(link.setClosesCircle(true).build());
    } else if (met.contains(id)) {
      tree.add(link.setToldAbove(true).build());
    } else {
      TaskView task = tasks.task(id).orElse(null);
      List<WaitView> waits = task == null ? List.of() : task.waits();
      waits.forEach(wait -> link.addWaits(Waits.message(wait, tasks)));
      tree.add(link.build());
      follow(id, task, waits, depth + 1);
    }
  }
}
