package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableTrace;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackEvent;
import com.acme.Sleeper;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.CodedInputStream;
import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingWriter;
import dev.vitrine.recording.export.JsonLinesExport;
import dev.vitrine.recording.export.PerfettoExport;
import dev.vitrine.task.JoinHandle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A real runtime, recorded, and the recording exported.
@Timeout(60)
class ExportEndToEndTest {
  private static final long BLOCKS_MILLIS = 500;

  private static byte[] record(Runnable work) throws Exception {
    var file = new ByteArrayOutputStream();
    try (var services = InProcess.start();
        var writer = new RecordingWriter(file)) {
      var chunks = new Stream<Chunk>();
      var request = ConsoleGrpc.newStub(services.connect()).record(chunks);
      request.onNext(RecordRequest.getDefaultInstance());
      Chunk chunk = chunks.next();
      writer.add(chunk);
      work.run();
      request.onCompleted();
      while (!chunk.hasEnd()) {
        chunk = chunks.next();
        writer.add(chunk);
      }
    }
    return file.toByteArray();
  }

  /// A hundred tasks that yield, and one that blocks its worker.
  private static void work(AsyncRuntime runtime) {
    runtime.blockOn(
        () -> {
          var tasks = new ArrayList<JoinHandle<?>>();
          for (int i = 0; i < 100; i++) {
            tasks.add(
                spawn(
                    () -> {
                      for (int k = 0; k < 20; k++) {
                        yieldNow().await();
                      }
                    }));
          }
          tasks.add(spawn(new Sleeper(BLOCKS_MILLIS)));
          for (JoinHandle<?> task : tasks) {
            task.await();
          }
        });
  }

  private static RecordingReader reader(byte[] file) throws IOException {
    return new RecordingReader(new ByteArrayInputStream(file), "test.vrec");
  }

  @Test
  void whatWasRecordedIsInTheTrace() throws Exception {
    byte[] file;
    try (var runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("exported").build()) {
      file = record(() -> work(runtime));
    }

    var lines = new ByteArrayOutputStream();
    JsonLinesExport.write(reader(file), lines);
    long polls =
        lines
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .filter(line -> isKind(line, "poll start"))
            .count();

    var out = new ByteArrayOutputStream();
    PerfettoExport.write(reader(file), out);
    List<MutableTracePacket> packets = MutableTrace.ADAPTER.decode(out.toByteArray()).getPacket();
    Map<Long, String> categories = told(packets, 1);
    Map<Long, String> arguments = told(packets, 3);
    Map<Long, String> texts = told(packets, 29);
    List<MutableTracePacket> events =
        packets.stream()
            .filter(packet -> packet.getTrack_event() != null)
            .sorted(Comparator.comparingLong(MutableTracePacket::getTimestamp))
            .toList();
    Map<Long, ArrayDeque<Long>> open = new HashMap<>();
    long slices = 0;
    long begun = 0;
    var blocked = new ArrayList<MutableTrackEvent>();
    for (MutableTracePacket packet : events) {
      var event = Objects.requireNonNull(packet.getTrack_event());
      var stack = open.computeIfAbsent(event.getTrack_uuid(), _ -> new ArrayDeque<>());
      begun += event.getFlow_ids().size();
      if (event.getType() == MutableTrackEvent.Type.TYPE_SLICE_BEGIN) {
        slices += category(event, categories).equals("poll") ? 1 : 0;
        stack.push(packet.getTimestamp());
      } else if (event.getType() == MutableTrackEvent.Type.TYPE_SLICE_END) {
        long lasted = packet.getTimestamp() - stack.pop();
        if (stack.isEmpty()
            && lasted >= BLOCKS_MILLIS * 1_000_000
            && event.getDebug_annotations().stream()
                .anyMatch(one -> isOurLine(one, arguments, texts))) {
          blocked.add(event);
        }
      }
    }
    assertTrue(open.values().stream().allMatch(ArrayDeque::isEmpty));
    assertTrue(polls > 100 * 20);
    assertEquals(polls, slices);
    assertTrue(begun > 100, "each task was spawned by somebody: " + begun);
    assertEquals(1, blocked.size(), "the poll that blocked");
  }

  private static boolean isKind(JsonObject line, String kind) {
    return line.get("type").getAsString().equals("event")
        && line.get("kind").getAsString().equals(kind);
  }

  /// The names that are told once and then used by number; the decoder keeps what it does not know.
  ///
  /// @param field of InternedData
  private static Map<Long, String> told(List<MutableTracePacket> packets, int field)
      throws IOException {
    var names = new HashMap<Long, String>();
    for (MutableTracePacket packet : packets) {
      var data = packet.getInterned_data();
      if (data != null) {
        var in = CodedInputStream.newInstance(data.getUnknownFields().toByteArray());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          var name = CodedInputStream.newInstance(in.readByteArray());
          if (tag >>> 3 == field) {
            assertEquals(1 << 3, name.readTag());
            long number = name.readInt64();
            assertEquals(2 << 3 | 2, name.readTag());
            assertNull(names.put(number, name.readString()), "told twice");
          }
        }
      }
    }
    return names;
  }

  private static String category(MutableTrackEvent event, Map<Long, String> told)
      throws IOException {
    var in = CodedInputStream.newInstance(event.getUnknownFields().toByteArray());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == 3 << 3) {
        return Objects.requireNonNull(told.get(in.readInt64()));
      }
      assertTrue(in.skipField(tag));
    }
    return event.getCategories().getFirst();
  }

  private static boolean isOurLine(
      MutableDebugAnnotation argument, Map<Long, String> names, Map<Long, String> texts) {
    Long name = argument.getName_iid();
    Long text = argument.getString_value_iid();
    return "blocking line".equals(name == null ? argument.getName() : names.get(name))
        && String.valueOf(text == null ? argument.getString_value() : texts.get(text))
            .startsWith("Sleeper.java:");
  }
}
