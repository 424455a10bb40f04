package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableTrace;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackDescriptor;
import androidx.tracing.wire.protos.MutableTrackEvent;
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
    var interned = new Interned();
    var events = new ArrayList<Event>();
    for (MutableTracePacket packet : packets) {
      long at = interned.take(packet);
      MutableTrackDescriptor track = packet.getTrack_descriptor();
      if (track != null) {
        assertEquals(null, tracks.put(track.getUuid(), track), "described twice");
        described.put(track.getUuid(), at);
        assertTrue(
            track.getParent_uuid() == 0 || tracks.containsKey(track.getParent_uuid()),
            "the parent comes first");
      }
      MutableTrackEvent event = packet.getTrack_event();
      if (event != null) {
        Long since = described.get(event.getTrack_uuid());
        assertNotNull(since, "an event before its track");
        assertTrue(since <= at, "a track that is younger than its events");
        var arguments = new LinkedHashMap<String, Object>();
        interned.arguments(event, arguments);
        events.add(new Event(at, event, interned.facts(event), arguments));
      }
    }
    events.sort(Comparator.comparingLong(Event::at)); // stable
    Map<Long, ArrayDeque<Slice>> open = new HashMap<>();
    for (Event event : events) {
      see(event, open.computeIfAbsent(event.message().getTrack_uuid(), _ -> new ArrayDeque<>()));
    }
    open.forEach((track, rest) -> assertTrue(rest.isEmpty(), () -> rest + " never ends"));
    assertEquals(flowBegins.keySet(), flowEnds.keySet(), "flows with one end");
    flowBegins.forEach(
        (flow, begin) ->
            assertTrue(
                begin.from <= Objects.requireNonNull(flowEnds.get(flow)).from,
                "a flow back in time"));
  }

  private record Event(
      long at, MutableTrackEvent message, Interned.Facts facts, Map<String, Object> arguments) {}

  private void see(Event event, ArrayDeque<Slice> open) {
    long track = event.message().getTrack_uuid();
    long at = event.at();
    switch (event.message().getType()) {
      case TYPE_SLICE_BEGIN -> {
        Slice slice = named(event, open.size());
        long flow = event.facts().terminatedFlow();
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
        slice.arguments.putAll(event.arguments());
        Slice outer = open.peekLast();
        assertTrue(outer == null || outer.from <= slice.from, "not nested");
      }
      case TYPE_INSTANT -> {
        Slice instant = named(event, open.size());
        for (long flow : event.message().getFlow_ids()) {
          assertEquals(null, flowBegins.put(flow, instant), "a flow begins twice");
        }
        instants.add(instant);
      }
      case TYPE_COUNTER ->
          counters
              .computeIfAbsent(track, _ -> new ArrayList<>())
              .add(Objects.requireNonNull(event.message().getCounter_value()));
      default -> throw new AssertionError("an event of no type: " + event);
    }
  }

  private static Slice named(Event event, int depth) {
    Interned.Facts facts = event.facts();
    assertTrue(!facts.name().isEmpty() && !facts.category().isEmpty(), "it has no name");
    var slice = new Slice(event.message().getTrack_uuid(), facts.name(), event.at(), depth);
    slice.arguments.putAll(event.arguments());
    return slice;
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
