package dev.vitrine.recording;

import static dev.vitrine.console.proto.v1.EventKind.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.recording.RecordingReader.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Events as the bytes of a batch, and out of them again.
class EventBatchTest {
  private static final long T = 1L << 40;

  /// Each kind of a worker, and values that are as large as they get.
  private static final List<Happened> OF_WORKER =
      List.of(
          Happened.of(EVENT_KIND_UNPARK, 0, T, 0),
          Happened.of(EVENT_KIND_DRIVER_TURN, 1, T + 5, 0, 7L, 1562L),
          Happened.of(EVENT_KIND_QUEUES, 1, T + 5, 0, 76L, 256L),
          Happened.of(EVENT_KIND_STEAL, 0, T + 90, 0, 2L, 128L),
          Happened.of(EVENT_KIND_POLL_START, 0, T + 100, 0, 538840L),
          Happened.of(EVENT_KIND_SPAWN, 3, T + 100, 0, 539871L, 538840L, 3L),
          Happened.of(EVENT_KIND_POLL_END, 0, T + 851, 0),
          Happened.of(EVENT_KIND_POLL_START, 1, T + 851, 0, 539871L),
          Happened.of(EVENT_KIND_WAKE, 1, T + 851, 0, 538840L),
          Happened.of(EVENT_KIND_WAKE, 2, T + 852, 0, 539871L),
          Happened.of(EVENT_KIND_POLL_END, 0, T + 1232, 0),
          Happened.of(EVENT_KIND_END, 2, T + 1232, 0, 539871L),
          Happened.of(EVENT_KIND_COUNT, 3, T + 1300, 0, 123456789012L),
          Happened.of(EVENT_KIND_LOST, 0, T + 2_000_000_000L, 0, 40L),
          Happened.of(EVENT_KIND_POLL_START, 0, T + 3_000_000_000L, 0, Long.MAX_VALUE),
          Happened.of(EVENT_KIND_WAKE, 3, T + 3_000_000_000L, 0, -1L),
          Happened.of(EVENT_KIND_POLL_END, 0, Long.MAX_VALUE, 0),
          Happened.of(EVENT_KIND_PARK, 0, Long.MAX_VALUE, 0));

  /// The other kinds; several threads, so that time goes back now and then.
  private static final List<Happened> OF_OTHERS =
      List.of(
          Happened.of(EVENT_KIND_SPAWN, 1, 1000, 17, 9L, 0L, 2L),
          Happened.of(EVENT_KIND_SPAWN, 2, 1000, 17, 10L, 9L, 1L),
          Happened.of(EVENT_KIND_JOB_START, 0, 990, 18, 10L),
          Happened.of(EVENT_KIND_WAKE, 0, 1010, 17, 9L),
          Happened.of(EVENT_KIND_POLL_END, 0, 1020, 17, 9L),
          Happened.of(EVENT_KIND_JOB_END, 0, 1500, 18, 10L),
          Happened.of(EVENT_KIND_LOST, 0, 1600, 0, Long.MAX_VALUE),
          Happened.of(EVENT_KIND_END, 1, -5, Long.MAX_VALUE, 0L));

  private static EventBytes batch(int worker, List<Happened> events) {
    var builder = new EventBatchBuilder(worker < 0 ? 0 : 1, worker);
    events.forEach(event -> event.addTo(builder));
    return builder.build();
  }

  private static void assertComesBack(int worker, List<Happened> events) {
    EventBatch message = batch(worker, events).message();
    assertEquals(events, Happened.read(message));
    assertEquals(events, ByTheBook.read(message));
  }

  @Test
  void eachKindComesBackAsItWas() {
    assertComesBack(3, OF_WORKER);
    assertComesBack(-1, OF_OTHERS);
    var all = new ArrayList<Happened>(OF_WORKER);
    all.addAll(OF_OTHERS);
    for (EventKind kind : EventKind.values()) {
      assertTrue(
          kind == EVENT_KIND_UNSPECIFIED
              || kind == UNRECOGNIZED
              || all.stream().anyMatch(event -> event.kind() == kind),
          () -> "none of " + kind);
    }
  }

  @Test
  void filesOfVersion1AreReadAsEver() throws IOException {
    InputStream file = EventBatchTest.class.getResourceAsStream("version-1.vrec");
    var batches = new ArrayList<EventBatch>();
    try (var reader = new RecordingReader(Objects.requireNonNull(file), "version-1.vrec")) {
      assertEquals(1, reader.header().getVersion());
      for (Part part = reader.next(); part != null; part = reader.next()) {
        if (part instanceof Part.Contents contents) {
          for (Record record : contents.records().getRecordsList()) {
            if (record.hasEvents()) {
              batches.add(record.getEvents());
            }
          }
        }
      }
    }
    assertEquals(OF_WORKER, Happened.read(batches.getFirst()));
    assertEquals(OF_OTHERS, Happened.read(batches.getLast()));
    assertEquals(2, batches.size());
  }

  @Test
  void anyEventsComeBackAsTheyWere() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int worker = random.nextInt(-1, 2);
      int tasks = 1 << random.nextInt(1, 9);
      var events = new ArrayList<Happened>();
      long nanos = random.nextLong();
      for (int i = random.nextInt(500); i >= 0; i--) {
        nanos += random.nextBoolean() ? 0 : any(random, 1_000);
        events.add(event(random, worker, tasks, nanos));
      }
      assertComesBack(worker, events, "seed " + seed + ", round " + round);
    }
  }

  private static void assertComesBack(int worker, List<Happened> events, String which) {
    EventBatch message = batch(worker, events).message();
    assertEquals(events, Happened.read(message), which);
    assertEquals(events, ByTheBook.read(message), which);
  }

  private static Happened event(Random random, int worker, int tasks, long nanos) {
    EventKind kind = EventKind.forNumber(random.nextInt(1, 15));
    long thread = worker < 0 ? any(random, 3) : 0;
    int values =
        switch (kind) {
          case EVENT_KIND_PARK, EVENT_KIND_UNPARK -> 0;
          case EVENT_KIND_POLL_END -> worker < 0 ? 1 : 0;
          case EVENT_KIND_SPAWN -> 3;
          case EVENT_KIND_STEAL, EVENT_KIND_QUEUES, EVENT_KIND_DRIVER_TURN -> 2;
          default -> 1;
        };
    Long[] each = new Long[values];
    for (int i = 0; i < values; i++) {
      each[i] = any(random, tasks);
    }
    return Happened.of(kind, random.nextInt(4), nanos, thread, each);
  }

  private static long any(Random random, int usual) {
    return switch (random.nextInt(50)) {
      case 0 -> random.nextLong();
      case 1 -> Long.MAX_VALUE;
      case 2 -> Long.MIN_VALUE;
      default -> random.nextInt(usual);
    };
  }

  /// A task spawns another, which answers it: 10 events.
  @Test
  void whatTasksThatTalkDoIsAllExpected() {
    var events = new ArrayList<Happened>();
    for (long i = 0; i < 100; i++) {
      long ping = 1 + i;
      long pong = 1001 + i;
      long nanos = 900 * i;
      events.addAll(
          List.of(
              Happened.of(EVENT_KIND_POLL_START, 0, nanos, 0, ping),
              Happened.of(EVENT_KIND_SPAWN, 0, nanos, 0, pong, ping, 3L),
              Happened.of(EVENT_KIND_POLL_END, 0, nanos + 400, 0),
              Happened.of(EVENT_KIND_POLL_START, 1, nanos + 400, 0, pong),
              Happened.of(EVENT_KIND_WAKE, 1, nanos + 400, 0, ping),
              Happened.of(EVENT_KIND_POLL_END, 0, nanos + 700, 0),
              Happened.of(EVENT_KIND_END, 0, nanos + 700, 0, pong),
              Happened.of(EVENT_KIND_POLL_START, 1, nanos + 700, 0, ping),
              Happened.of(EVENT_KIND_POLL_END, 0, nanos + 900, 0),
              Happened.of(EVENT_KIND_END, 0, nanos + 900, 0, ping)));
    }
    EventBatch message = batch(0, events).message();
    assertEquals(3, message.getDifferencesCount(), "those of the first one spawned");
    assertEquals(300, message.getTimesCount());
    assertComesBack(0, events);
  }

  /// As a driver wakes those whose sockets are ready, and a worker polls them in order.
  @Test
  void whoWaitsIsPolledInOrder() {
    var events = new ArrayList<Happened>();
    long[] woken = {40, 7, 99, 13};
    for (long task : woken) {
      events.add(Happened.of(EVENT_KIND_WAKE, 1, 0, 0, task));
    }
    for (long task : new long[] {13, 40, 7, 99}) { // the last one was in the LIFO slot
      events.add(Happened.of(EVENT_KIND_POLL_START, 0, 0, 0, task));
      events.add(Happened.of(EVENT_KIND_POLL_END, 0, 10, 0));
    }
    EventBatch message = batch(0, events).message();
    assertEquals(List.of(40L, 7L - 40, 99L - 40, 13L - 40, 13L - 40), message.getDifferencesList());
    assertComesBack(0, events);
  }

  @Test
  void aBuilderForgetsWhatItHasBuilt() {
    var builder = new EventBatchBuilder(1, 3);
    OF_WORKER.forEach(event -> event.addTo(builder));
    builder.lost(EVENT_KIND_WAKE, 40);
    EventBytes first = builder.build();
    assertEquals(0, builder.size());
    OF_WORKER.forEach(event -> event.addTo(builder));
    EventBytes second = builder.build();
    assertEquals(List.of(), second.lost());
    assertEquals(first.message(), second.withLost(first.lost()).message());
    assertEquals(OF_WORKER.size() - 1, second.events());
    assertEquals(40, second.missing());
  }

  @Test
  void whatIsSaidOfEventsIsWhatIsFoundInTheirBytes() throws IOException {
    var lost = LostEvents.newBuilder().setKind(EVENT_KIND_WAKE).setCount(7).build();
    var records = new RecordsBytes();
    records.add(batch(3, OF_WORKER).withLost(List.of(lost)));
    records.add(batch(-1, OF_OTHERS));
    records.add(EventBytes.of(batch(2, OF_WORKER).message()));
    RecordsSkim skim = RecordsSkim.of(records.toByteString());
    assertEquals(skim.summary(), records.summary());
    assertEquals(2 * OF_WORKER.size() + OF_OTHERS.size() - 3, skim.summary().getEvents());
  }

  @Test
  void aDamagedBatchEndsEarly() {
    EventBatch whole = batch(3, OF_WORKER).message();
    for (int keep = 0; keep < whole.getTimesCount(); keep++) {
      var cut = whole.toBuilder().clearTimes();
      cut.addAllTimes(whole.getTimesList().subList(0, keep));
      List<Happened> events = Happened.read(cut.build());
      assertEquals(OF_WORKER.subList(0, events.size()), events);
    }
    var without = whole.toBuilder().clearDifferences().build();
    assertEquals(OF_WORKER.size(), Happened.read(without).size());
    var unknown = whole.toBuilder().setCodes(ByteString.copyFrom(new byte[] {0x4f, 0x41}));
    assertEquals(List.of(), Happened.read(unknown.build()), "a kind that is not known");
  }
}
