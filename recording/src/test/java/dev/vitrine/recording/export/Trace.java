package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableTrace;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackDescriptor;
import androidx.tracing.wire.protos.MutableTrackEvent;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A trace as another decoder than ours reads it, and what a viewer makes of it. Whatever is wrong
/// with it fails the test.
final class Trace {
  final Map<Long, MutableTrackDescriptor> tracks = new LinkedHashMap<>();
  final List<Slice> slices = new ArrayList<>();
  final List<Slice> instants = new ArrayList<>();
  final Map<Long, List<Long>> counters = new HashMap<>();
  final Map<Long, Slice> flowBegins = new HashMap<>();
  final Map<Long, Slice> flowEnds = new HashMap<>();

  /// A slice, or an instant.
  static final class Slice {
    final long track;
    final String name;
    final long from;
    long to;
    final int depth;
    final Map<String, Object> arguments = new LinkedHashMap<>();

    Slice(long track, String name, long from, int depth) {
      this.track = track;
      this.name = name;
      this.from = from;
      this.to = from;
      this.depth = depth;
    }

    @Override
    public String toString() {
      return name + " [" + from + ", " + to + "] on " + track + " " + arguments;
    }
  }

  Trace(byte[] bytes) throws IOException {
    List<MutableTracePacket> packets = MutableTrace.ADAPTER.decode(bytes).getPacket();
    Map<Long, Long> described = new HashMap<>();
    var events = new ArrayList<MutableTracePacket>();
    for (MutableTracePacket packet : packets) {
      assertTrue(packet.getTimestamp() > 0);
      assertTrue(packet.getTrusted_packet_sequence_id() != 0);
      MutableTrackDescriptor track = packet.getTrack_descriptor();
      if (track != null) {
        assertEquals(null, tracks.put(track.getUuid(), track), "described twice");
        described.put(track.getUuid(), packet.getTimestamp());
        assertTrue(
            track.getParent_uuid() == 0 || tracks.containsKey(track.getParent_uuid()),
            "the parent comes first");
      }
      MutableTrackEvent event = packet.getTrack_event();
      if (event != null) {
        Long since = described.get(event.getTrack_uuid());
        assertNotNull(since, "an event before its track");
        assertTrue(since <= packet.getTimestamp(), "a track that is younger than its events");
        events.add(packet);
      }
    }
    events.sort(Comparator.comparingLong(MutableTracePacket::getTimestamp)); // stable
    Map<Long, ArrayDeque<Slice>> open = new HashMap<>();
    for (MutableTracePacket packet : events) {
      MutableTrackEvent event = Objects.requireNonNull(packet.getTrack_event());
      see(
          packet.getTimestamp(),
          event,
          open.computeIfAbsent(event.getTrack_uuid(), _ -> new ArrayDeque<>()));
    }
    open.forEach((track, rest) -> assertTrue(rest.isEmpty(), () -> rest + " never ends"));
    assertEquals(flowBegins.keySet(), flowEnds.keySet(), "flows with one end");
    flowBegins.forEach(
        (flow, begin) ->
            assertTrue(
                begin.from <= Objects.requireNonNull(flowEnds.get(flow)).from,
                "a flow back in time"));
  }

  private void see(long at, MutableTrackEvent event, ArrayDeque<Slice> open) throws IOException {
    long track = event.getTrack_uuid();
    switch (event.getType()) {
      case TYPE_SLICE_BEGIN -> {
        var slice = new Slice(track, Objects.requireNonNull(event.getName()), at, open.size());
        arguments(event, slice);
        long flow = terminatedFlow(event);
        if (flow != 0) {
          assertEquals(null, flowEnds.put(flow, slice), "a flow ends twice");
        }
        open.add(slice);
        slices.add(slice);
      }
      case TYPE_SLICE_END -> {
        Slice slice = open.pollLast();
        assertNotNull(slice, "an end without a begin at " + at + " on " + name(track));
        slice.to = at;
        arguments(event, slice);
        Slice outer = open.peekLast();
        assertTrue(outer == null || outer.from <= slice.from, "not nested");
      }
      case TYPE_INSTANT -> {
        var instant = new Slice(track, Objects.requireNonNull(event.getName()), at, open.size());
        arguments(event, instant);
        for (long flow : event.getFlow_ids()) {
          assertEquals(null, flowBegins.put(flow, instant), "a flow begins twice");
        }
        instants.add(instant);
      }
      case TYPE_COUNTER ->
          counters
              .computeIfAbsent(track, _ -> new ArrayList<>())
              .add(Objects.requireNonNull(event.getCounter_value()));
      default -> throw new AssertionError("an event of no type: " + event);
    }
  }

  private static void arguments(MutableTrackEvent event, Slice to) {
    for (MutableDebugAnnotation one : event.getDebug_annotations()) {
      Object value =
          one.getString_value() != null
              ? one.getString_value()
              : one.getInt_value() != null ? one.getInt_value() : one.getBool_value();
      to.arguments.put(Objects.requireNonNull(one.getName()), Objects.requireNonNull(value));
    }
  }

  /// The decoder does not know the field, and keeps it.
  private static long terminatedFlow(MutableTrackEvent event) throws IOException {
    var in = CodedInputStream.newInstance(event.getUnknownFields().toByteArray());
    long flow = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      assertEquals(48 << 3 | 1, tag, "a field that the decoder does not know");
      flow = in.readFixed64();
    }
    return flow;
  }

  String name(long track) {
    MutableTrackDescriptor descriptor = tracks.get(track);
    return descriptor == null ? "?" : String.valueOf(descriptor.getName());
  }

  /// The name of the track, behind those of the tracks above it.
  String path(long track) {
    MutableTrackDescriptor descriptor = Objects.requireNonNull(tracks.get(track));
    long parent = descriptor.getParent_uuid();
    return parent == 0 ? name(track) : path(parent) + "/" + name(track);
  }

  @Nullable Long track(String name) {
    return tracks.values().stream()
        .filter(track -> name.equals(track.getName()))
        .map(MutableTrackDescriptor::getUuid)
        .findFirst()
        .orElse(null);
  }

  List<Slice> on(String track) {
    return slices.stream().filter(slice -> name(slice.track).equals(track)).toList();
  }

  List<Slice> instants(String name) {
    return instants.stream().filter(instant -> instant.name.equals(name)).toList();
  }

  List<Long> counter(String name) {
    return counters.getOrDefault(track(name), List.of());
  }
}
