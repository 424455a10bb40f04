package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Incident.Kind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The kind of blocking that most looks at one poll have seen. A stack, a thread's state and what
/// the system says of it are read one after the other, so one look alone may put together what does
/// not belong together.
final class KindVotes {
  private final Map<Kind, Integer> votes = new EnumMap<>(Kind.class);
  private @Nullable Kind leading;
  private int leadingVotes;

  /// Counts what a look has seen.
  ///
  /// @return what most have seen; of those that are equal the one that led before
  Kind add(Kind seen) {
    int count = votes.merge(seen, 1, Integer::sum);
    Kind before = leading;
    if (before == null || before == seen || count > leadingVotes) {
      leading = seen;
      leadingVotes = count;
      return seen;
    }
    return before;
  }
}
