package dev.vitrine.recording.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableEventName;
import androidx.tracing.wire.protos.MutableInternedData;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackEvent;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What the packets of a sequence lean on: its clock, and names that have been told. The fields
/// that the decoder does not know it keeps, and they are read here.
final class Interned {
  private static final int CATEGORIES = 1;
  private static final int EVENT_NAMES = 2;
  private static final int ARGUMENT_NAMES = 3;
  private static final int TEXTS = 29;
  private static final int CLOCK_SNAPSHOT = 6;
  private static final int BOOTTIME = 6;

  private final Map<Integer, Map<Long, String>> told = new HashMap<>();
  private final Map<Integer, Long> clocks = new HashMap<>();
  private int defaultClock;

  /// Takes what a packet tells for those behind it.
  ///
  /// @return when it was, since 1970
  long take(MutableTracePacket packet) throws IOException {
    assertTrue(packet.getTrusted_packet_sequence_id() != 0);
    if (packet.getSequence_flags() == 1) {
      told.clear();
      defaultClock =
          Objects.requireNonNull(packet.getTrace_packet_defaults()).getTimestamp_clock_id();
      clocks(CodedInputStream.newInstance(packet.getUnknownFields().toByteArray()));
    } else {
      assertEquals(2, packet.getSequence_flags(), "it leans on what came before");
    }
    assertNotEquals(0, defaultClock, "a packet before the state it leans on");
    MutableInternedData data = packet.getInterned_data();
    if (data != null) {
      for (MutableEventName name : data.getEvent_names()) {
        tell(EVENT_NAMES, name.getIid(), name.getName());
      }
      var in = CodedInputStream.newInstance(data.getUnknownFields().toByteArray());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        name(tag >>> 3, in.readByteBuffer().array());
      }
    }
    int clock = packet.getTimestamp_clock_id() == 0 ? defaultClock : packet.getTimestamp_clock_id();
    return packet.getTimestamp() + Objects.requireNonNull(clocks.get(clock), "an unknown clock");
  }

  private void clocks(CodedInputStream packet) throws IOException {
    assertEquals(CLOCK_SNAPSHOT << 3 | 2, packet.readTag());
    var snapshot = CodedInputStream.newInstance(packet.readByteArray());
    Map<Integer, Long> times = new HashMap<>();
    while (snapshot.readTag() != 0) {
      var clock = CodedInputStream.newInstance(snapshot.readByteArray());
      assertEquals(1 << 3, clock.readTag());
      int id = clock.readInt32();
      assertEquals(2 << 3, clock.readTag());
      times.put(id, clock.readInt64());
      assertEquals(0, clock.readTag());
    }
    long boottime = Objects.requireNonNull(times.get(BOOTTIME));
    times.forEach((id, time) -> clocks.put(id, boottime - time));
  }

  private void name(int field, byte[] message) throws IOException {
    var in = CodedInputStream.newInstance(message);
    assertEquals(1 << 3, in.readTag());
    long number = in.readInt64();
    assertEquals(2 << 3 | 2, in.readTag());
    tell(field, number, in.readString());
  }

  private void tell(int field, long number, String name) {
    assertEquals(
        null, told.computeIfAbsent(field, _ -> new HashMap<>()).put(number, name), "told twice");
  }

  private String told(int field, long number) {
    String name = told.getOrDefault(field, Map.of()).get(number);
    assertNotNull(name, () -> "number " + number + " of " + field + " was not told");
    return name;
  }

  // ---- what an event is called, and more

  /// Fields of an event.
  record Facts(String name, String category, long terminatedFlow) {}

  Facts facts(MutableTrackEvent event) throws IOException {
    String name = Objects.requireNonNullElse(event.getName(), "");
    String category = event.getCategories().isEmpty() ? "" : event.getCategories().getFirst();
    long flow = 0;
    var in = CodedInputStream.newInstance(event.getUnknownFields().toByteArray());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 3 << 3 -> category = told(CATEGORIES, in.readInt64());
        case 10 << 3 -> name = told(EVENT_NAMES, in.readInt64());
        case 48 << 3 | 1 -> flow = in.readFixed64();
        default -> throw new AssertionError("a field that nobody knows: " + tag);
      }
    }
    return new Facts(name, category, flow);
  }

  void arguments(MutableTrackEvent event, Map<String, Object> to) {
    for (MutableDebugAnnotation one : event.getDebug_annotations()) {
      Long named = one.getName_iid();
      Long text = one.getString_value_iid();
      Object value =
          text != null
              ? told(TEXTS, text)
              : one.getString_value() != null
                  ? one.getString_value()
                  : one.getInt_value() != null ? one.getInt_value() : one.getBool_value();
      String name = named != null ? told(ARGUMENT_NAMES, named) : one.getName();
      to.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
    }
  }
}
