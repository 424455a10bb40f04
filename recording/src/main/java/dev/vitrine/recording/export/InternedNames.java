package dev.vitrine.recording.export;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names that a trace says once and then by number.
///
/// A name gets its number when it comes a second time: those of which there is one for each task do
/// not fill the table, and what is kept here is bounded however many names come.
final class InternedNames {
  private static final int MOST_NUMBERED = 16_384;
  private static final int MOST_SEEN_ONCE = 16_384;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> seenOnce = new HashSet<>();

  /// The number of a name; 0 if it has none and is to be written itself.
  int of(String name) {
    Integer number = numbers.get(name);
    return number == null ? 0 : number;
  }

  /// Gives a name its number, from 1, unless it is new or the table is full.
  ///
  /// @return whether it has got one just now: it has to be told before it is used
  boolean admit(String name) {
    if (numbers.size() >= MOST_NUMBERED || numbers.containsKey(name)) {
      return false;
    }
    if (!seenOnce.remove(name)) {
      if (seenOnce.size() >= MOST_SEEN_ONCE) {
        seenOnce.clear();
      }
      seenOnce.add(name);
      return false;
    }
    numbers.put(name, numbers.size() + 1);
    return true;
  }
}
