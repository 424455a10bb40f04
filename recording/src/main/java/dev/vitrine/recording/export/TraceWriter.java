package dev.vitrine.recording.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Writes the packets of a Perfetto trace, each as it comes: a reader sorts them by time, and keeps
/// the order of those with the same time.
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
  private static final int SEQUENCE_FLAGS = 13;
  private static final int TRACK_DESCRIPTOR = 60;
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
  private static final int TYPE = 9;
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
  // ClockSnapshot
  private static final int CLOCKS = 1;
  private static final int CLOCK_ID = 1;
  private static final int CLOCK_TIME = 2;
  private static final int REALTIME = 1;
  private static final int BOOTTIME = 6;

  private final OutputStream out;
  private final ProtoBuffer trace = new ProtoBuffer();
  private final ProtoBuffer packet = new ProtoBuffer();
  private final ProtoBuffer event = new ProtoBuffer();
  private final ProtoBuffer part = new ProtoBuffer();
  private final ProtoBuffer inner = new ProtoBuffer();
  private long tracks;
  private long flows;
  private boolean first = true;
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
      beginPacket(origin);
      packet.number(SEQUENCE_FLAGS, 1);
      event.clear(); // the two clocks are one: the times of the trace are those of a calendar
      clock(BOOTTIME);
      clock(REALTIME);
      packet.message(CLOCK_SNAPSHOT, event);
      endPacket();
    }
  }

  private void clock(int id) {
    part.clear();
    part.number(CLOCK_ID, id);
    part.number(CLOCK_TIME, anchor + origin);
    event.message(CLOCKS, part);
  }

  // ---- tracks

  long describeProcess(long pid, String name) throws IOException {
    long track = beginTrack(name, 0);
    inner.clear();
    inner.number(PID, pid);
    inner.text(PROCESS_NAME, name);
    part.message(PROCESS, inner);
    return endTrack(track);
  }

  long describeThread(long process, long pid, long tid, String name) throws IOException {
    long track = beginTrack(name, process);
    inner.clear();
    inner.number(PID, pid);
    inner.number(TID, tid);
    inner.text(THREAD_NAME, name);
    part.message(THREAD, inner);
    return endTrack(track);
  }

  long describeTrack(long parent, String name) throws IOException {
    return endTrack(beginTrack(name, parent));
  }

  long describeCounter(long parent, String name) throws IOException {
    long track = beginTrack(name, parent);
    inner.clear();
    part.message(COUNTER, inner);
    return endTrack(track);
  }

  private long beginTrack(String name, long parent) {
    part.clear();
    part.number(UUID, ++tracks);
    part.text(NAME, name);
    if (parent != 0) {
      part.number(PARENT, parent);
    }
    return tracks;
  }

  private long endTrack(long track) throws IOException {
    beginPacket(origin);
    packet.message(TRACK_DESCRIPTOR, part);
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
    event.text(CATEGORY, category);
    event.text(EVENT_NAME, name);
    event.fields(arguments.fields());
    if (flow != 0) {
      event.fixed64(FLOW_END, flow);
    }
    endEvent(at);
  }

  /// @param arguments the slice has them besides those of its begin
  void end(long track, long at, Arguments arguments) throws IOException {
    beginEvent(END, track);
    event.fields(arguments.fields());
    endEvent(at);
  }

  /// @param flow that begins here; 0 for none
  void instant(long track, long at, String category, String name, Arguments arguments, long flow)
      throws IOException {
    beginEvent(INSTANT, track);
    event.text(CATEGORY, category);
    event.text(EVENT_NAME, name);
    event.fields(arguments.fields());
    if (flow != 0) {
      event.fixed64(FLOW, flow);
    }
    endEvent(at);
  }

  void count(long track, long at, long value) throws IOException {
    beginEvent(COUNT, track);
    event.number(COUNTER_VALUE, value);
    endEvent(at);
  }

  void flush() throws IOException {
    out.flush();
  }

  private void beginEvent(int type, long track) {
    event.clear();
    event.number(TYPE, type);
    event.number(TRACK, track);
  }

  private void endEvent(long at) throws IOException {
    beginPacket(Math.max(at, origin));
    packet.message(TRACK_EVENT, event);
    endPacket();
  }

  private void beginPacket(long at) {
    packet.clear();
    packet.number(TIMESTAMP, anchor + at);
    packet.number(SEQUENCE, 1);
  }

  private void endPacket() throws IOException {
    first = false;
    trace.clear();
    trace.message(PACKET, packet);
    trace.writeTo(out);
  }
}
