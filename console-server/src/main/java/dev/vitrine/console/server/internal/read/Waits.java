package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView.WaitView;
import java.util.List;
import java.util.Optional;

/// What tasks wait for, and who stands behind that.
public final class Waits {
  private Waits() {}

  /// The wait that lasts longest; those whose start is not known come last.
  public static Optional<WaitView> oldest(List<WaitView> waits) {
    WaitView oldest = null;
    for (WaitView wait : waits) {
      if (oldest == null || isOlder(wait, oldest)) {
        oldest = wait;
      }
    }
    return Optional.ofNullable(oldest);
  }

  private static boolean isOlder(WaitView wait, WaitView other) {
    return wait.sinceNanos() != 0
        && (other.sinceNanos() == 0 || wait.sinceNanos() - other.sinceNanos() < 0);
  }

  /// How long the wait has lasted; 0 when that is not known.
  public static long nanos(WaitView wait, long now) {
    return wait.sinceNanos() == 0 ? 0 : Math.max(0, now - wait.sinceNanos());
  }

  /// The tasks that have to do something before the wait can end, as far as that is known.
  public static long[] holders(WaitView wait) {
    if (wait.awaitedTaskId() != 0) {
      return new long[] {wait.awaitedTaskId()};
    }
    Resource resource = wait.resource();
    return resource == null ? Resource.NOBODY : resource.holderTaskIds();
  }

  public static Wait message(WaitView view, TaskLookup tasks) {
    var wait = bare(view);
    Resource resource = view.resource();
    if (resource != null) {
      wait.setResource(Parts.resource(resource));
      resource.heldSinceNanos().ifPresent(nanos -> wait.setHeldSince(Times.timestamp(nanos)));
    }
    long[] holders = holders(view);
    if (holders.length > 0) {
      wait.setHolder(tasks.ref(holders[0])).setHolders(holders.length);
    }
    return wait.build();
  }

  /// The wait without what belongs to its resource.
  public static Wait.Builder bare(WaitView view) {
    var wait =
        Wait.newBuilder()
            .setOperation(Texts.bounded(view.operation()))
            .setRegistered(view.registered())
            .addAllAttributes(Parts.attributes(view.attributes()));
    if (view.sinceNanos() != 0) {
      wait.setSince(Times.timestamp(view.sinceNanos()));
    }
    return wait;
  }
}
