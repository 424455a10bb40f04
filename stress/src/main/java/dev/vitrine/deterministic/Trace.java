package dev.vitrine.deterministic;

import java.util.Arrays;
import java.util.List;

/// The steps of a run: who took each, and where.
final class Trace {
  private static final int KEPT = 256; // a power of two

  private final boolean whole;
  private int[] who = new int[KEPT];
  private int[] where = new int[KEPT];
  private int length;
  private long hash = 1;

  /// @param whole keep all of it, not only the end
  Trace(boolean whole) {
    this.whole = whole;
  }

  void add(int thread, int site) {
    hash = (hash * 31 + Sites.hash(site)) * 31 + thread;
    int place = length++;
    if (!whole) {
      place &= KEPT - 1;
    } else if (place == who.length) {
      who = Arrays.copyOf(who, 2 * place);
      where = Arrays.copyOf(where, 2 * place);
    }
    who[place] = thread;
    where[place] = site;
  }

  long hash() {
    return hash;
  }

  /// A line for each step that is kept; the name of the thread where it changes.
  String text(List<SimulatedThread> threads) {
    var text = new StringBuilder();
    int first = whole ? 0 : Math.max(0, length - KEPT);
    int before = -1;
    for (int step = first; step < length; step++) {
      int place = whole ? step : step & (KEPT - 1);
      if (who[place] != before) {
        before = who[place];
        text.append(threads.get(before).name()).append('\n');
      }
      text.append("    ").append(Sites.name(where[place])).append('\n');
    }
    return text.toString();
  }
}
