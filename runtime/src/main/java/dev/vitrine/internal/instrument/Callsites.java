package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.concurrent.SpinLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every place that has spawned something.
///
/// A lambda has a class of its own, and so has a user's `Async`: the stack is walked once for such
/// a class and never again. Types of the runtime itself, which anybody may spawn, are looked up by
/// the place each time.
public final class Callsites {
  private static final SpinLock LOCK = new SpinLock(); // async blocks and workers come here
  private static final List<CallsiteRecord> ALL = new ArrayList<>();
  private static final Map<Key, CallsiteRecord> BY_PLACE = new HashMap<>();
  private static final ClassValue<CallsiteRecord[]> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected CallsiteRecord[] computeValue(Class<?> type) {
          return new CallsiteRecord[1];
        }
      };

  private record Key(@Nullable Location place, String body) {}

  private Callsites() {}

  /// The place that spawns now, told by the class of the lambda or of the user's own operation.
  ///
  /// @param type of what is spawned
  /// @param body what to call it
  public static CallsiteRecord of(Class<?> type, String body) {
    CallsiteRecord[] cell = BY_CLASS.get(type);
    CallsiteRecord known = cell[0];
    if (known == null) {
      known = here(body);
      cell[0] = known;
    }
    return known;
  }

  /// The place that spawns now, found by walking the stack.
  public static CallsiteRecord here(String body) {
    return at(Resources.caller(), body);
  }

  /// The record of `place`.
  public static CallsiteRecord at(@Nullable Location place, String body) {
    var key = new Key(place, body);
    LOCK.lock();
    try {
      CallsiteRecord known = BY_PLACE.get(key);
      if (known == null) {
        known = new CallsiteRecord(ALL.size(), place, body);
        ALL.add(known);
        BY_PLACE.put(key, known);
      }
      return known;
    } finally {
      LOCK.unlock();
    }
  }

  /// All of them, in the order in which they first spawned.
  public static Collection<CallsiteRecord> all() {
    LOCK.lock();
    try {
      return List.copyOf(ALL);
    } finally {
      LOCK.unlock();
    }
  }
}
