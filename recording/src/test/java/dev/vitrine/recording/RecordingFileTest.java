package dev.vitrine.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ChunkSummary;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LaneLosses;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Recording;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.recording.RecordingReader.Brief;
import dev.vitrine.recording.RecordingReader.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Files of recordings, whole ones and others.
class RecordingFileTest {
  private static final Description PROCESS = Description.newBuilder().setPid(42).build();
  private static final Timestamp NOW = Timestamp.newBuilder().setSeconds(1_800_000_000).build();

  private static final Record STATES =
      Record.newBuilder()
          .setThreads(ThreadNames.newBuilder().addNames(ThreadName.newBuilder().setThread(7)))
          .build();

  private static EventBytes batch(int events) {
    var builder = new EventBatchBuilder(1, 0);
    for (int i = 0; i < events; i++) {
      builder.event(EventKind.EVENT_KIND_POLL_START_VALUE, i & 1, 1000 + 10L * i, 0, i + 1, 0, 0);
      builder.event(EventKind.EVENT_KIND_POLL_END_VALUE, 0, 1005 + 10L * i, 0, 0, 0, 0);
    }
    return builder.build();
  }

  private static byte[] file(int records, boolean ends) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes)) {
      writer.header(PROCESS, NOW);
      for (int i = 0; i < records; i++) {
        writer.add(batch(100));
        writer.flush();
      }
      if (ends) {
        writer.end(NOW, Losses.getDefaultInstance());
      }
      assertEquals(bytes.size(), writer.written());
      assertTrue(writer.unpacked() > 0 || records == 0);
    }
    return bytes.toByteArray();
  }

  private static RecordingReader reader(byte[] file) throws IOException {
    return new RecordingReader(new ByteArrayInputStream(file), "test.vrec");
  }

  private static List<Part> read(RecordingReader reader) throws IOException {
    var parts = new ArrayList<Part>();
    for (Part part = reader.next(); part != null; part = reader.next()) {
      parts.add(part);
    }
    return parts;
  }

  private static String refusal(byte[] file) {
    return String.valueOf(
        assertThrows(RecordingException.class, () -> read(reader(file))).getMessage());
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] file = file(3, true);
    try (var reader = reader(file)) {
      List<Part> parts = read(reader);
      assertEquals(5, parts.size());
      assertEquals(
          PROCESS, assertInstanceOf(Part.Header.class, parts.getFirst()).header().getProcess());
      var contents = assertInstanceOf(Part.Contents.class, parts.get(1));
      assertEquals(batch(100).message(), contents.records().getRecords(0).getEvents());
      assertInstanceOf(Part.End.class, parts.getLast());
      assertFalse(reader.isCut());
      assertEquals(file.length, reader.position());
    }
  }

  @Test
  void theWholeFileIsOneMessage() throws IOException {
    Recording whole = Recording.parseFrom(file(2, true));
    assertEquals(4, whole.getChunksCount());
    assertEquals("vitrine-recording", whole.getChunks(0).getHeader().getFormat());
  }

  @Test
  void eventsComeOutAsTheyWentIn() {
    var event = new EventCursor(batch(3).message());
    for (int i = 0; i < 3; i++) {
      assertTrue(event.next());
      assertEquals(EventKind.EVENT_KIND_POLL_START, event.kind());
      assertEquals(
          List.of(i & 1L, 1000 + 10L * i, i + 1L),
          List.of((long) event.flags(), event.nanos(), event.task()));
      assertTrue(event.next());
      assertEquals(EventKind.EVENT_KIND_POLL_END, event.kind());
      assertEquals(1005 + 10L * i, event.nanos());
    }
    assertFalse(event.next());
  }

  @Test
  void everyPrefixIsReadUpToItsLastWholeChunk() throws IOException {
    byte[] file = file(3, true);
    byte[] header = file(0, false);
    int before = 0;
    for (int length = header.length; length < file.length; length++) {
      try (var reader = reader(Arrays.copyOf(file, length))) {
        int parts = read(reader).size();
        assertTrue(parts >= before && parts < 5, "fewer parts of more bytes");
        assertTrue(reader.isCut());
        before = parts;
      }
    }
    assertEquals(4, before);
  }

  @Test
  void aFileThatWasCutCanBeContinuedByAnotherAndStaysCut() throws IOException {
    byte[] joined = joined(file(1, false), file(2, true));
    try (var reader = reader(joined)) {
      assertEquals(6, read(reader).size());
      assertTrue(reader.isCut());
    }
    try (var reader = reader(joined)) {
      assertEquals(6, briefly(reader).size());
      assertTrue(reader.isCut());
    }
  }

  @Test
  void wholeFilesThatAreJoinedAreNotCut() throws IOException {
    try (var reader = reader(joined(file(1, true), file(0, true), file(2, true)))) {
      assertEquals(9, read(reader).size());
      assertFalse(reader.isCut());
    }
  }

  private static byte[] joined(byte[]... files) throws IOException {
    var joined = new ByteArrayOutputStream();
    for (byte[] file : files) {
      joined.write(file);
    }
    return joined.toByteArray();
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    for (String text :
        List.of("x", "{\"a\":1}", "\n", "\nvery much else, and longer than it claims")) {
      assertTrue(
          refusal(text.getBytes(StandardCharsets.UTF_8)).contains("is no recording of Vitrine"),
          text);
    }
    assertTrue(refusal(new byte[0]).contains("is empty"));
    byte[] other =
        Recording.newBuilder()
            .addChunks(
                Chunk.newBuilder().setHeader(RecordingHeader.newBuilder().setFormat("another")))
            .build()
            .toByteArray();
    assertTrue(refusal(other).contains("is no recording of Vitrine"));
  }

  @Test
  void aNewerVersionIsNamed() {
    byte[] newer =
        Recording.newBuilder()
            .addChunks(
                Chunk.newBuilder()
                    .setHeader(
                        RecordingHeader.newBuilder()
                            .setFormat("vitrine-recording")
                            .setVersion(RecordingFormat.VERSION + 1)))
            .build()
            .toByteArray();
    assertTrue(refusal(newer).contains("was written by a newer version"));
  }

  @Test
  void damageIsFoundAndWhatIsBeforeItIsRead() throws IOException {
    byte[] file = file(3, true);
    int second = file(1, false).length;
    for (int at = second; at < second + 40; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) 0x55;
      var parts = new ArrayList<Part>();
      try (var reader = reader(damaged)) {
        for (Part part = reader.next(); part != null; part = reader.next()) {
          parts.add(part);
        }
      } catch (RecordingException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("at byte " + second), e::getMessage);
      }
      assertTrue(parts.size() >= 2, "at " + at);
    }
  }

  /// Events, a gap and losses in one chunk, states in another, both in a third.
  private static byte[] mixedFile() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(bytes)) {
      writer.header(PROCESS, NOW);
      var lossy = new EventBatchBuilder(1, 3);
      lossy.event(EventKind.EVENT_KIND_POLL_END_VALUE, 0, 1, 0, 0, 0, 0);
      lossy.event(EventKind.EVENT_KIND_LOST_VALUE, 0, 2, 0, 0, 40, 0);
      lossy.lost(EventKind.EVENT_KIND_WAKE, 40);
      writer.add(batch(100));
      writer.add(lossy.build());
      writer.flush();
      writer.add(STATES);
      writer.flush();
      writer.add(batch(5));
      writer.add(STATES);
      writer.end(NOW, Losses.getDefaultInstance());
    }
    return bytes.toByteArray();
  }

  private static List<Brief> briefly(RecordingReader reader) throws IOException {
    var parts = new ArrayList<Brief>();
    for (Brief part = reader.nextBrief(); part != null; part = reader.nextBrief()) {
      parts.add(part);
    }
    return parts;
  }

  @Test
  void whoLooksForStatesGetsThemAndCountsOfTheRest() throws IOException {
    byte[] file = mixedFile();
    var records = Records.newBuilder().addRecords(STATES).build();
    var losses =
        LaneLosses.newBuilder()
            .setRuntimeId(1)
            .setWorker(3)
            .addLost(LostEvents.newBuilder().setKind(EventKind.EVENT_KIND_WAKE).setCount(40));
    try (var reader = reader(file)) {
      List<Brief> parts = briefly(reader);
      assertEquals(
          List.of(
              new Brief.Contents(
                  Records.getDefaultInstance(),
                  ChunkSummary.newBuilder()
                      .setEvents(201)
                      .setMissing(40)
                      .addLosses(losses)
                      .build()),
              new Brief.Contents(records, ChunkSummary.newBuilder().setHasStates(true).build()),
              new Brief.Contents(
                  records, ChunkSummary.newBuilder().setEvents(10).setHasStates(true).build())),
          parts.subList(1, 4));
      assertInstanceOf(Brief.Header.class, parts.getFirst());
      assertInstanceOf(Brief.End.class, parts.getLast());
      assertEquals(5, parts.size());
      assertEquals(file.length, reader.position());
      assertFalse(reader.isCut());
    }
  }

  @Test
  void aFileWithoutSummariesSaysTheSame() throws IOException {
    byte[] file = mixedFile();
    var old = Recording.newBuilder();
    for (Chunk chunk : Recording.parseFrom(file).getChunksList()) {
      old.addChunks(chunk.toBuilder().clearSummary());
    }
    byte[] without = old.build().toByteArray();
    assertTrue(without.length < file.length, "it had summaries");
    assertEquals(briefly(reader(file)), briefly(reader(without)));
  }

  @Test
  void whatHoldsEventsAloneIsNotReadByWhoLooksForStates() throws IOException {
    byte[] file = mixedFile();
    byte[] header = file(0, false);
    int inEvents = header.length + 60; // behind the summary of the first chunk
    file[inEvents] ^= 0x55;
    assertTrue(refusal(file).contains("at byte " + header.length));
    assertEquals(briefly(reader(mixedFile())), briefly(reader(file)));
  }

  @Test
  void everyPrefixIsReadBrieflyAsItIsReadWhole() throws IOException {
    byte[] file = mixedFile();
    for (int length = file(0, false).length; length < file.length; length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      try (var brief = reader(prefix);
          var whole = reader(prefix)) {
        assertEquals(read(whole).size(), briefly(brief).size(), "of " + length + " bytes");
        assertTrue(brief.isCut());
      }
    }
  }
}
