package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackEvent;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A trace that `./vitrine export --perfetto` wrote, packet by packet through a decoder that is not
/// ours. Whatever is wrong with it fails the test.
///
/// A viewer puts the events of a track in the order of their times, and keeps the order of those
/// with the same time; so does this. It keeps 24 bytes of each.
final class DecodedTrace {
  private static final int PACKET_TAG = 1 << 3 | 2;

  private final TraceNames names = new TraceNames();
  private final Map<Long, String> tracks = new HashMap<>();
  private final Map<Long, Steps> steps = new HashMap<>();
  private final Longs flowBegins = new Longs();
  private final Longs flowEnds = new Longs();
  final List<Poll> blocked = new ArrayList<>();
  long packets;
  long polls;
  long flows;

  /// A slice with the blocking line among its arguments.
  record Poll(String track, String line, long nanos, boolean outermost) {}

  /// The begins and ends of slices of one track: time, and what it is.
  private static final class Steps {
    final Longs times = new Longs();
    final Longs kinds = new Longs(); // 1 begin, 0 end
    final Map<Integer, String> lines = new HashMap<>(); // of ends, by their place
  }

  private static final class Longs {
    private long[] all = new long[16];
    private int size;

    void add(long value) {
      if (size == all.length) {
        all = Arrays.copyOf(all, size * 2);
      }
      all[size++] = value;
    }

    long[] sorted() {
      long[] copy = Arrays.copyOf(all, size);
      Arrays.sort(copy);
      return copy;
    }
  }

  static DecodedTrace read(Path file) throws IOException {
    var trace = new DecodedTrace();
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int tag = in.read(); tag != -1; tag = in.read()) {
        assertEquals(PACKET_TAG, tag, "a trace is a list of packets");
        trace.packet(MutableTracePacket.ADAPTER.decode(in.readNBytes(length(in))));
      }
    }
    trace.steps.forEach(trace::assertNests);
    long[] begins = trace.flowBegins.sorted();
    assertTrue(Arrays.equals(begins, trace.flowEnds.sorted()), "a flow that lacks an end");
    for (int i = 1; i < begins.length; i++) {
      assertFalse(begins[i] == begins[i - 1], "a flow begins twice");
    }
    trace.flows = begins.length;
    return trace;
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readUnsignedByte();
      length |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return length;
      }
    }
  }

  private void packet(MutableTracePacket packet) throws IOException {
    packets++;
    var described = packet.getTrack_descriptor();
    if (described != null) {
      tracks.put(described.getUuid(), String.valueOf(described.getName()));
    }
    names.take(packet.getInterned_data());
    MutableTrackEvent event = packet.getTrack_event();
    if (event == null) {
      return;
    }
    var told = names.of(event);
    assertTrue(tracks.containsKey(event.getTrack_uuid()), "an event of a track that is not there");
    Steps mine = steps.computeIfAbsent(event.getTrack_uuid(), _ -> new Steps());
    switch (Objects.requireNonNull(event.getType())) {
      case TYPE_SLICE_BEGIN -> {
        polls += told.category().equals("poll") ? 1 : 0;
        told.flowEnds().forEach(flowEnds::add);
        mine.times.add(packet.getTimestamp());
        mine.kinds.add(1);
      }
      case TYPE_SLICE_END -> {
        for (MutableDebugAnnotation argument : event.getDebug_annotations()) {
          if (names.name(argument).equals("blocking line")) {
            mine.lines.put(mine.times.size, names.text(argument));
          }
        }
        mine.times.add(packet.getTimestamp());
        mine.kinds.add(0);
      }
      case TYPE_INSTANT -> event.getFlow_ids().forEach(flowBegins::add);
      case TYPE_COUNTER -> {}
      default -> throw new AssertionError("an event of no type: " + event);
    }
  }

  private void assertNests(long track, Steps mine) {
    var order = new Integer[mine.times.size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(mine.times.all[a], mine.times.all[b])); // stable
    var open = new Longs();
    for (int at : order) {
      if (mine.kinds.all[at] == 1) {
        open.add(mine.times.all[at]);
        continue;
      }
      assertTrue(open.size > 0, () -> "an end without a begin on " + tracks.get(track));
      open.size--;
      String line = mine.lines.get(at);
      if (line != null) {
        long nanos = mine.times.all[at] - open.all[open.size];
        blocked.add(new Poll(String.valueOf(tracks.get(track)), line, nanos, open.size == 0));
      }
    }
    assertEquals(0, open.size, () -> "a slice that never ends on " + tracks.get(track));
  }
}
