package dev.vitrine.instrument;

import java.nio.ByteBuffer;

/// Room for events of one lane, in three columns of bytes: codes, times, and what their values are
/// more than was expected. An [EventEncoder] fills it, and tells by a *position* how far it has
/// come; what lies before a position never changes until the columns are filled anew.
///
/// Not safe for threads; whoever is handed a position by another thread with a happens-before edge
/// may read what lies before it.
public final class EventColumns {
  /*
   *   position = events << 40 | bytes of times << 20 | bytes of differences
   *
   * Each part has a bit on top that it never reaches, its guard. `full` is added to a position to
   * ask whether the largest event has room: where it has not, a guard comes out set.
   */
  private static final int PART_BITS = 20;
  private static final long PART = (1L << PART_BITS) - 1;
  private static final long GUARD = 1L << (PART_BITS - 1);
  private static final int MOST_TIME = 10; // bytes of the largest number
  private static final int MOST_DIFFERENCES = 4 * MOST_TIME; // those of the largest event

  static final int TIMES_SHIFT = PART_BITS;
  static final int EVENTS_SHIFT = 2 * PART_BITS;
  static final long GUARDS = GUARD << EVENTS_SHIFT | GUARD << TIMES_SHIFT | GUARD;

  /// The most events that columns can have room for.
  public static final int MOST_EVENTS = 1 << 17;

  final byte[] codes;
  final byte[] times;
  final byte[] differences;
  final long full;

  // The encoder's.
  long firstNanos;
  int gaps;
  long missing;

  /// @param events that there is room for as a rule, with times of two bytes and differences of
  ///   one; 0 to [#MOST_EVENTS]
  /// @throws IllegalArgumentException if that is out of range
  public EventColumns(int events) {
    this(events, 2 * events + MOST_TIME, events + MOST_DIFFERENCES);
  }

  private EventColumns(int events, int timesBytes, int differencesBytes) {
    if (events < 0 || events > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "columns have room for 0 to " + MOST_EVENTS + " events, not for " + events);
    }
    codes = new byte[events];
    times = new byte[timesBytes];
    differences = new byte[differencesBytes];
    full =
        full(events, 1) << EVENTS_SHIFT
            | full(timesBytes, MOST_TIME) << TIMES_SHIFT
            | full(differencesBytes, MOST_DIFFERENCES);
  }

  private static long full(int bytes, int most) {
    return GUARD - 1 - (bytes - most);
  }

  /// Columns with the same events and room for twice as many.
  EventColumns larger(long position) {
    int events = Math.max(16, 2 * codes.length);
    if (events > MOST_EVENTS) {
      throw new IllegalStateException(
          "there can be no more than " + MOST_EVENTS + " events in a batch: build it sooner");
    }
    var larger = new EventColumns(events, 2 * times.length, 2 * differences.length);
    System.arraycopy(codes, 0, larger.codes, 0, events(position));
    System.arraycopy(times, 0, larger.times, 0, timesBytes(position));
    System.arraycopy(differences, 0, larger.differences, 0, differencesBytes(position));
    larger.firstNanos = firstNanos;
    larger.gaps = gaps;
    larger.missing = missing;
    return larger;
  }

  /// Of the first event, since the process's anchor.
  public long firstNanos() {
    return firstNanos;
  }

  /// How many of the events are of kind LOST.
  public int gaps() {
    return gaps;
  }

  /// The sum of what those say.
  public long missing() {
    return missing;
  }

  /// Events before a position, those of kind LOST counted in.
  public static int events(long position) {
    return (int) (position >>> EVENTS_SHIFT);
  }

  static int timesBytes(long position) {
    return (int) (position >>> TIMES_SHIFT & PART);
  }

  static int differencesBytes(long position) {
    return (int) (position & PART);
  }

  /// The column `codes` before a position; no copy.
  public ByteBuffer codes(long position) {
    return ByteBuffer.wrap(codes, 0, events(position)).asReadOnlyBuffer();
  }

  /// The column `times` before a position; no copy.
  public ByteBuffer times(long position) {
    return ByteBuffer.wrap(times, 0, timesBytes(position)).asReadOnlyBuffer();
  }

  /// The column `differences` before a position; no copy.
  public ByteBuffer differences(long position) {
    return ByteBuffer.wrap(differences, 0, differencesBytes(position)).asReadOnlyBuffer();
  }
}
