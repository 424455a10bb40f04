package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.instrument.CallsiteRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The origins of one scheduler's tasks without a name, by callsite.
///
/// Any thread may ask. Two that ask for a new place at the same time may each make an origin, or
/// one may undo what the other has added to the table: equal origins are as good as the same one,
/// and what is missing is made again.
public final class Origins {
  private static final int INITIAL = 16;

  private final Schedule scheduler;
  private final TaskView.Kind kind;
  private volatile @Nullable Origin[] known = new Origin[INITIAL];

  public Origins(Schedule scheduler, TaskView.Kind kind) {
    this.scheduler = scheduler;
    this.kind = kind;
  }

  /// @param name empty for none
  public Origin of(CallsiteRecord callsite, String name) {
    if (!name.isEmpty()) {
      return new Origin(scheduler, callsite, name, kind);
    }
    @Nullable Origin[] seen = known;
    int index = callsite.index();
    Origin origin = index < seen.length ? seen[index] : null;
    return origin != null ? origin : add(seen, index, callsite);
  }

  private Origin add(@Nullable Origin[] seen, int index, CallsiteRecord callsite) {
    var made = new Origin(scheduler, callsite, "", kind);
    @Nullable Origin[] larger = Arrays.copyOf(seen, Math.max(seen.length, index * 2));
    larger[index] = made;
    known = larger;
    return made;
  }
}
