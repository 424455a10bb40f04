package dev.vitrine.recording.export;

import dev.vitrine.recording.ProtoBytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Writes the packets of a Perfetto trace, each as it comes: a reader sorts them by time, and keeps
/// the order of those with the same time.
///
/// All packets are one sequence. Its first one defines what the others lean on: a clock of its own,
/// that of the calendar less a constant, which makes times short; names get numbers as they come
/// again, and are told in the packet that uses them first.
///
/// Times are nanoseconds since the anchor of the process that [#process] has begun. None is written
/// that lies before the time its descriptors have: those must not be later than what they describe.
final class TraceWriter {
  // Trace
  private static final int PACKET = 1;
  // TracePacket
  private static final int CLOCK_SNAPSHOT = 6;
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE = 10;
  private static final int TRACK_EVENT = 11;
  private static final int INTERNED = 12;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int CLOCK = 58;
  private static final int DEFAULTS = 59;
  private static final int TRACK_DESCRIPTOR = 60;
  private static final int STATE_CLEARED = 1;
  private static final int NEEDS_STATE = 2;
  // InternedData, and what it consists of
  private static final int CATEGORIES = 1;
  private static final int EVENT_NAMES = 2;
  private static final int ARGUMENT_NAMES = 3;
  private static final int TEXTS = 29;
  private static final int INTERNED_ID = 1;
  private static final int INTERNED_TEXT = 2;
  private static final int LONGEST_INTERNED_TEXT = 200;
  // TrackDescriptor
  private static final int UUID = 1;
  private static final int NAME = 2;
  private static final int PROCESS = 3;
  private static final int THREAD = 4;
  private static final int PARENT = 5;
  private static final int COUNTER = 8;
  // ProcessDescriptor, ThreadDescriptor
  private static final int PID = 1;
  private static final int TID = 2;
  private static final int THREAD_NAME = 5;
  private static final int PROCESS_NAME = 6;
  // TrackEvent
  private static final int CATEGORY_NUMBER = 3;
  private static final int ARGUMENTS = 4;
  private static final int TYPE = 9;
  private static final int EVENT_NAME_NUMBER = 10;
  private static final int TRACK = 11;
  private static final int CATEGORY = 22;
  private static final int EVENT_NAME = 23;
  private static final int COUNTER_VALUE = 30;
  private static final int FLOW = 47;
  private static final int FLOW_END = 48;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int INSTANT = 3;
  private static final int COUNT = 4;
  // DebugAnnotation
  private static final int ARGUMENT_NAME_NUMBER = 1;
  private static final int BOOL = 2;
  private static final int INT = 4;
  private static final int TEXT = 6;
  private static final int ARGUMENT_NAME = 10;
  private static final int TEXT_NUMBER = 17;
  // ClockSnapshot
  private static final int CLOCKS = 1;
  private static final int CLOCK_ID = 1;
  private static final int CLOCK_TIME = 2;
  private static final int REALTIME = 1;
  private static final int BOOTTIME = 6;
  private static final int OWN =
      65; // from 64 on each sequence has its own; SDKs take 65 for theirs

  private final OutputStream out;
  private final ProtoBytes trace = new ProtoBytes(64);
  private final ProtoBytes packet = new ProtoBytes(64);
  private final ProtoBytes event = new ProtoBytes(64);
  private final ProtoBytes part = new ProtoBytes(64);
  private final ProtoBytes inner = new ProtoBytes(64);
  private final ProtoBytes interned = new ProtoBytes(64); // what the packet has to tell first
  private final InternedNames categories = new InternedNames();
  private final InternedNames eventNames = new InternedNames();
  private final InternedNames argumentNames = new InternedNames();
  private final InternedNames texts = new InternedNames();
  private long tracks;
  private long flows;
  private boolean first = true;
  private long zero; // of the sequence's clock, since 1970
  private long anchor;
  private long origin;

  TraceWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  /// What follows is about this process.
  ///
  /// @param anchorNanos of its clock, since 1970
  /// @param originNanos what the descriptors have for a time
  void process(long anchorNanos, long originNanos) throws IOException {
    anchor = anchorNanos;
    origin = originNanos;
    if (first) {
      first = false;
      zero = anchorNanos + originNanos;
      packet.clear();
      packet.field(TIMESTAMP, zero);
      packet.field(CLOCK, BOOTTIME);
      packet.field(SEQUENCE, 1);
      packet.field(SEQUENCE_FLAGS, STATE_CLEARED);
      part.clear();
      part.field(CLOCK, OWN);
      packet.field(DEFAULTS, part);
      event.clear(); // the first two clocks are one: the times of the trace are those of a calendar
      clock(BOOTTIME, zero);
      clock(REALTIME, zero);
      clock(OWN, 0);
      packet.field(CLOCK_SNAPSHOT, event);
      endPacket();
    }
  }

  private void clock(int id, long time) {
    part.clear();
    part.field(CLOCK_ID, id);
    part.field(CLOCK_TIME, time);
    event.field(CLOCKS, part);
  }

  // ---- tracks

  long describeProcess(long pid, String name) throws IOException {
    long track = beginTrack(name, 0);
    inner.clear();
    inner.field(PID, pid);
    inner.field(PROCESS_NAME, name);
    part.field(PROCESS, inner);
    return endTrack(track);
  }

  long describeThread(long process, long pid, long tid, String name) throws IOException {
    long track = beginTrack(name, process);
    inner.clear();
    inner.field(PID, pid);
    inner.field(TID, tid);
    inner.field(THREAD_NAME, name);
    part.field(THREAD, inner);
    return endTrack(track);
  }

  long describeTrack(long parent, String name) throws IOException {
    return endTrack(beginTrack(name, parent));
  }

  long describeCounter(long parent, String name) throws IOException {
    long track = beginTrack(name, parent);
    inner.clear();
    part.field(COUNTER, inner);
    return endTrack(track);
  }

  private long beginTrack(String name, long parent) {
    part.clear();
    part.field(UUID, ++tracks);
    part.field(NAME, name);
    if (parent != 0) {
      part.field(PARENT, parent);
    }
    return tracks;
  }

  private long endTrack(long track) throws IOException {
    beginPacket(origin);
    packet.field(TRACK_DESCRIPTOR, part);
    endPacket();
    return track;
  }

  // ---- events

  long newFlow() {
    return ++flows;
  }

  /// @param flow that ends here; 0 for none
  void begin(long track, long at, String category, String name, Arguments arguments, long flow)
      throws IOException {
    beginEvent(BEGIN, track);
    category(category);
    name(name);
    arguments(arguments);
    if (flow != 0) {
      event.fixed64(FLOW_END, flow);
    }
    endEvent(at);
  }

  /// @param arguments the slice has them besides those of its begin
  void end(long track, long at, Arguments arguments) throws IOException {
    beginEvent(END, track);
    arguments(arguments);
    endEvent(at);
  }

  /// @param flow that begins here; 0 for none
  void instant(long track, long at, String category, String name, Arguments arguments, long flow)
      throws IOException {
    beginEvent(INSTANT, track);
    category(category);
    name(name);
    arguments(arguments);
    if (flow != 0) {
      event.fixed64(FLOW, flow);
    }
    endEvent(at);
  }

  void count(long track, long at, long value) throws IOException {
    beginEvent(COUNT, track);
    event.field(COUNTER_VALUE, value);
    endEvent(at);
  }

  void flush() throws IOException {
    out.flush();
  }

  // ---- parts of an event

  private void category(String category) {
    int number = number(categories, CATEGORIES, category);
    if (number != 0) {
      event.field(CATEGORY_NUMBER, number);
    } else {
      event.field(CATEGORY, category);
    }
  }

  private void name(String name) {
    int number = number(eventNames, EVENT_NAMES, name);
    if (number != 0) {
      event.field(EVENT_NAME_NUMBER, number);
    } else {
      event.field(EVENT_NAME, name);
    }
  }

  private void arguments(Arguments arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      part.clear();
      int number = number(argumentNames, ARGUMENT_NAMES, arguments.name(i));
      if (number != 0) {
        part.field(ARGUMENT_NAME_NUMBER, number);
      } else {
        part.field(ARGUMENT_NAME, arguments.name(i));
      }
      switch (arguments.value(i)) {
        case Long value -> part.field(INT, value);
        case Boolean value -> part.field(BOOL, value ? 1 : 0);
        case Object value -> text(value.toString());
      }
      event.field(ARGUMENTS, part);
    }
  }

  private void text(String text) {
    int number = text.length() > LONGEST_INTERNED_TEXT ? 0 : number(texts, TEXTS, text);
    if (number != 0) {
      part.field(TEXT_NUMBER, number);
    } else {
      part.field(TEXT, text);
    }
  }

  /// The number of a name, told along with the packet if it is new; 0 if it has none.
  private int number(InternedNames names, int field, String name) {
    int known = names.of(name);
    if (known != 0 || !names.admit(name)) {
      return known;
    }
    int number = names.of(name);
    inner.clear();
    inner.field(INTERNED_ID, number);
    inner.field(INTERNED_TEXT, name);
    interned.field(field, inner);
    return number;
  }

  private void beginEvent(int type, long track) {
    interned.clear();
    event.clear();
    event.field(TYPE, type);
    event.field(TRACK, track);
  }

  private void endEvent(long at) throws IOException {
    beginPacket(Math.max(at, origin));
    if (interned.size() > 0) {
      packet.field(INTERNED, interned);
    }
    packet.field(TRACK_EVENT, event);
    endPacket();
  }

  // ---- packets

  private void beginPacket(long at) {
    packet.clear();
    long time = anchor + at;
    if (time >= zero) {
      packet.field(TIMESTAMP, time - zero);
    } else { // of another process that was recorded before and joined behind
      packet.field(TIMESTAMP, time);
      packet.field(CLOCK, BOOTTIME);
    }
    packet.field(SEQUENCE, 1);
    packet.field(SEQUENCE_FLAGS, NEEDS_STATE);
  }

  private void endPacket() throws IOException {
    trace.clear();
    trace.field(PACKET, packet);
    trace.writeTo(out);
  }
}
