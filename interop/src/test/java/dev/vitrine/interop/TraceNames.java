package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableEventName;
import androidx.tracing.wire.protos.MutableInternedData;
import androidx.tracing.wire.protos.MutableTrackEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/// Names that a trace has told once and then gives by number. The decoder does not know all of
/// these fields; it keeps them, and they are read here.
final class TraceNames {
  // Of InternedData.
  private static final int CATEGORIES = 1;
  private static final int EVENT_NAMES = 2;
  private static final int ARGUMENT_NAMES = 3;
  private static final int TEXTS = 29;
  // Of TrackEvent.
  private static final int CATEGORY_NUMBER = 3;
  private static final int EVENT_NAME_NUMBER = 10;
  private static final int FLOW_END = 48;

  private final Map<Integer, Map<Long, String>> told = new HashMap<>();

  /// What an event has besides the fields that the decoder knows.
  record Told(String category, List<Long> flowEnds) {}

  void take(@Nullable MutableInternedData data) throws IOException {
    if (data == null) {
      return;
    }
    for (MutableEventName name : data.getEvent_names()) {
      tell(EVENT_NAMES, name.getIid(), String.valueOf(name.getName()));
    }
    var unknown = new Buffer().write(data.getUnknownFields());
    while (!unknown.exhausted()) {
      int field = (int) varint(unknown) >>> 3;
      var message = new Buffer();
      unknown.readFully(message, varint(unknown));
      assertEquals(1 << 3, varint(message), "its number");
      long number = varint(message);
      assertEquals(2 << 3 | 2, varint(message), "its name");
      tell(field, number, message.readUtf8(varint(message)));
    }
  }

  private void tell(int field, long number, String name) {
    assertNull(
        told.computeIfAbsent(field, _ -> new HashMap<>()).put(number, name), "a name told twice");
  }

  private String told(int field, long number) {
    String name = told.getOrDefault(field, Map.of()).get(number);
    assertNotNull(name, () -> "number " + number + " of " + field + " was not told");
    return name;
  }

  Told of(MutableTrackEvent event) throws IOException {
    String category = event.getCategories().isEmpty() ? "" : event.getCategories().getFirst();
    var flowEnds = new ArrayList<Long>();
    var unknown = new Buffer().write(event.getUnknownFields());
    while (!unknown.exhausted()) {
      int field = (int) varint(unknown) >>> 3;
      switch (field) {
        case CATEGORY_NUMBER -> category = told(CATEGORIES, varint(unknown));
        case EVENT_NAME_NUMBER -> told(EVENT_NAMES, varint(unknown));
        case FLOW_END -> flowEnds.add(unknown.readLongLe());
        default -> throw new AssertionError("a field that nobody knows: " + field);
      }
    }
    return new Told(category, flowEnds);
  }

  String name(MutableDebugAnnotation argument) {
    Long number = argument.getName_iid();
    return number == null ? String.valueOf(argument.getName()) : told(ARGUMENT_NAMES, number);
  }

  String text(MutableDebugAnnotation argument) {
    Long number = argument.getString_value_iid();
    return number == null
        ? Objects.requireNonNull(argument.getString_value())
        : told(TEXTS, number);
  }

  private static long varint(Buffer from) throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = from.readByte() & 0xff;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }
}
