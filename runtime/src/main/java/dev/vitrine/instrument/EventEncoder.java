package dev.vitrine.instrument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Tells the events of one lane as bytes, in the order in which they happened. Not safe for
/// threads.
///
/// What the next event is expected to be is known from those before ([Expectations]), so of most
/// events a byte of its code and one or two of its time are all there is. Best called with a kind
/// that is a constant: the JIT then leaves out what the others need.
public final class EventEncoder {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};
  private static final long ONE_EVENT = 1L << EventColumns.EVENTS_SHIFT;
  private static final long ONE_TIME = 1L << EventColumns.TIMES_SHIFT;

  private final boolean hasThreads;
  private final Expectations expected = new Expectations();
  private EventColumns columns = new EventColumns(0);
  private long position = EventColumns.GUARDS; // no room: columns are to come
  private long last;
  private long thread;

  // Of the columns.
  private byte[] codes = NOTHING;
  private byte[] times = NOTHING;
  private byte[] differences = NOTHING;
  private long full;

  /// @param hasThreads whether it is the lane of the threads that are no workers
  public EventEncoder(boolean hasThreads) {
    this.hasThreads = hasThreads;
  }

  /// Fills columns from their beginning, and forgets what the events so far let expect.
  ///
  /// @param nanos of the first event, since the process's anchor
  public void begin(EventColumns empty, long nanos) {
    empty.firstNanos = nanos;
    empty.gaps = 0;
    empty.missing = 0;
    position = 0;
    last = nanos;
    expected.clear();
    fill(empty);
  }

  private void fill(EventColumns next) {
    columns = next;
    codes = next.codes;
    times = next.times;
    differences = next.differences;
    full = next.full;
  }

  /// Whether any event has room. One that has none may be told of only after [#begin] or [#grow].
  public boolean hasRoom() {
    return (position + full & EventColumns.GUARDS) == 0;
  }

  /// Goes on in columns that are twice as large.
  ///
  /// @return those, with all that has been told so far
  /// @throws IllegalStateException if they would be too large
  public EventColumns grow() {
    EventColumns larger = columns.larger(position);
    fill(larger);
    return larger;
  }

  /// How far it has come.
  public long position() {
    return position;
  }

  /// An event on the lane of the threads that are no workers.
  ///
  /// @param by the thread
  public void event(int kind, int flags, long nanos, long by, long a, long b, long c) {
    thread = by;
    event(kind, flags, nanos, a, b, c);
  }

  /// An event. Of the values only those count that its kind has on this lane.
  ///
  /// @param kind number of an [dev.vitrine.instrument.EventKind]
  /// @param flags 0 to 3
  /// @param nanos since the process's anchor
  /// @param a the first of its values, and so on
  public void event(int kind, int flags, long nanos, long a, long b, long c) {
    // One end for all, and what is rare elsewhere: a method that is large when it is compiled is
    // not inlined, and then has to ask for the kind.
    int code = (flags & EventCode.FLAGS) << EventCode.FLAGS_SHIFT | kind;
    int values = 1;
    long first;
    long second = 0;
    long third = 0;
    if (kind == EventCode.POLL_START) {
      boolean isLifo = (flags & 1) != 0;
      first = a - expected.pollStart(isLifo);
      expected.pollStarted(isLifo, a);
    } else if (kind == EventCode.POLL_END) {
      values = hasThreads ? 1 : 0;
      first = hasThreads ? a - expected.polled : 0;
      expected.pollEnded();
    } else if (kind == EventCode.WAKE) {
      first = a - expected.wake();
      expected.woken(flags, a);
    } else if (kind == EventCode.END) {
      first = a - expected.polled;
    } else if (kind == EventCode.SPAWN) {
      values = 3;
      first = a - (expected.spawned + 1);
      second = b - expected.polled;
      third = c - expected.site;
      expected.spawned(flags, a, c);
    } else {
      rareEvent(code, nanos, a, b);
      return;
    }
    if ((ofThread() | first | second | third) == 0) {
      putCode(code | EventCode.AS_EXPECTED, nanos);
    } else {
      putValues(values, first, second, third);
      putCode(code, nanos);
    }
  }

  private void rareEvent(int code, long nanos, long a, long b) {
    int kind = code & EventCode.KIND;
    int values = 1;
    long first = a;
    long second = 0;
    if (kind == EventCode.PARK || kind == EventCode.UNPARK) {
      values = 0;
      first = 0;
    } else if (kind == EventCode.JOB_START) {
      first = a - (expected.job + 1);
      expected.job = a;
    } else if (kind == EventCode.JOB_END) {
      first = a - expected.job;
    } else if (kind == EventCode.QUEUES) {
      values = 2;
      first = a - expected.ring;
      second = b - expected.inject;
      expected.queues(a, b);
    } else if (kind == EventCode.STEAL || kind == EventCode.DRIVER_TURN) {
      values = 2;
      second = b;
    } else if (kind == EventCode.LOST) {
      columns.gaps++;
      columns.missing += a;
    }
    if ((ofThread() | first | second) == 0) {
      putCode(code | EventCode.AS_EXPECTED, nanos);
    } else {
      putValues(values, first, second, 0);
      putCode(code, nanos);
    }
  }

  private long ofThread() {
    return hasThreads ? thread - expected.thread : 0;
  }

  private void putValues(int values, long first, long second, long third) {
    if (hasThreads) {
      putDifference(ofThread());
      expected.thread = thread;
    }
    if (values > 0) {
      putDifference(first);
      if (values > 1) {
        putDifference(second);
        if (values > 2) {
          putDifference(third);
        }
      }
    }
  }

  private void putDifference(long difference) {
    int at = EventColumns.differencesBytes(position);
    position += putNumber(differences, at, zigzag(difference));
  }

  /// The code, and the time if it is another one.
  private void putCode(int code, long nanos) {
    long passed = nanos - last;
    long at = position;
    int whole = code;
    if (passed == 0) {
      whole |= EventCode.SAME_TIME;
    } else {
      last = nanos;
      at += putTime(EventColumns.timesBytes(at), zigzag(passed)) * ONE_TIME;
    }
    codes[EventColumns.events(at)] = (byte) whole;
    position = at + ONE_EVENT;
  }

  /// @return how many bytes it has, most of the time one or two
  private int putTime(int at, long number) {
    if (number >>> 7 == 0) {
      times[at] = (byte) number;
      return 1;
    }
    if (number >>> 14 == 0) {
      SHORT.set(times, at, (short) ((number & 0x7f) | 0x80 | (number << 1 & 0x7f00)));
      return 2;
    }
    return putNumber(times, at, number);
  }

  private static long zigzag(long number) {
    return number << 1 ^ number >> 63;
  }

  /// A number as protobuf's varints are.
  ///
  /// @return how many bytes it has
  private static int putNumber(byte[] bytes, int from, long number) {
    int at = from;
    long rest = number;
    while ((rest & -0x80L) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at - from;
  }
}
