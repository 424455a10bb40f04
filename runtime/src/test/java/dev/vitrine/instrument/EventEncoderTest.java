package dev.vitrine.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Events as bytes, and out of them again. That they are what `recording.proto` says is looked for
/// by the tests of recordings, with a reader that shares nothing with ours.
class EventEncoderTest {
  private record Event(EventKind kind, int flags, long nanos, List<Long> values) {
    static Event of(EventKind kind, int flags, long nanos, Long... values) {
      return new Event(kind, flags, nanos, List.of(values));
    }

    void tell(EventEncoder encoder) {
      encoder.event(kind.code(), flags, nanos, value(0), value(1), value(2));
    }

    private long value(int index) {
      return index < values.size() ? values.get(index) : 7_777; // what a kind has not is no matter
    }
  }

  private static int values(EventKind kind) {
    return switch (kind) {
      case POLL_END, PARK, UNPARK -> 0;
      case POLL_START, WAKE, END, LOST, JOB_START, JOB_END, COUNT -> 1;
      case STEAL, QUEUES, DRIVER_TURN -> 2;
      case SPAWN -> 3;
    };
  }

  private static List<Event> read(EventColumns columns, long position) {
    var events = new ArrayList<Event>();
    for (EventDecoder event = EventDecoder.of(columns, position); event.next(); ) {
      List<Long> all =
          switch (event.kind()) {
            case STEAL, QUEUES, DRIVER_TURN, LOST, COUNT -> List.of(event.first(), event.second());
            default -> List.of(event.task(), event.first(), event.second());
          };
      events.add(
          new Event(
              event.kind(), event.flags(), event.nanos(), all.subList(0, values(event.kind()))));
    }
    return events;
  }

  private static Event any(Random random, long nanos, int tasks) {
    EventKind[] kinds = EventKind.values();
    EventKind kind = kinds[random.nextInt(kinds.length)];
    var values = new ArrayList<Long>();
    while (values.size() < values(kind)) {
      values.add(
          switch (random.nextInt(50)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            default -> (long) random.nextInt(tasks);
          });
    }
    return new Event(kind, random.nextInt(4), nanos, values);
  }

  @Test
  void anyEventsComeBackAsTheyWere() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var columns = new EventColumns(random.nextInt(2, 500));
      var encoder = new EventEncoder(false);
      var told = new ArrayList<Event>();
      int tasks = 1 << random.nextInt(1, 9);
      int most = 1 << random.nextInt(1, 40);
      long nanos = random.nextLong();
      encoder.begin(columns, nanos);
      while (encoder.hasRoom()) {
        Event event = any(random, nanos, tasks);
        event.tell(encoder);
        told.add(event);
        nanos += random.nextBoolean() ? 0 : random.nextInt(Math.max(1, most));
      }
      assertFalse(told.isEmpty());
      assertEquals(told, read(columns, encoder.position()), "seed " + seed + ", round " + round);
    }
  }

  /// What lies before a position is there, whatever is told behind it.
  @Test
  void aPositionKeepsItsMeaning() {
    var random = new Random(5);
    var columns = new EventColumns(200);
    var encoder = new EventEncoder(false);
    var told = new ArrayList<Event>();
    var positions = new ArrayList<Long>();
    encoder.begin(columns, 0);
    for (int i = 0; i < 100 && encoder.hasRoom(); i++) {
      positions.add(encoder.position());
      Event event = any(random, 300L * i, 1000);
      event.tell(encoder);
      told.add(event);
    }
    for (int i = 0; i < positions.size(); i++) {
      assertEquals(i, EventColumns.events(positions.get(i)));
      assertEquals(told.subList(0, i), read(columns, positions.get(i)));
    }
  }

  @Test
  void theLargestEventHasRoomUntilThereIsNone() {
    for (int room = 2; room < 100; room++) {
      var columns = new EventColumns(room);
      var encoder = new EventEncoder(false);
      encoder.begin(columns, 0);
      long nanos = 0;
      var told = new ArrayList<Event>();
      while (encoder.hasRoom()) {
        long large = told.size() % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        var event = Event.of(EventKind.SPAWN, 3, nanos += Long.MIN_VALUE + 1, large, large, large);
        event.tell(encoder);
        told.add(event);
      }
      assertEquals(told, read(columns, encoder.position()));
    }
  }

  @Test
  void oneThatHasNotBegunHasNoRoom() {
    var encoder = new EventEncoder(false);
    assertFalse(encoder.hasRoom());
    encoder.begin(new EventColumns(2), 0);
    assertTrue(encoder.hasRoom());
    encoder.begin(new EventColumns(0), 0);
    assertFalse(encoder.hasRoom());
  }

  @Test
  void columnsSayWhatIsMissing() {
    var columns = new EventColumns(10);
    var encoder = new EventEncoder(false);
    encoder.begin(columns, 40);
    encoder.event(EventKind.LOST.code(), 0, 40, 12, 0, 0);
    encoder.event(EventKind.PARK.code(), 0, 41, 0, 0, 0);
    encoder.event(EventKind.LOST.code(), 0, 42, 3, 0, 0);
    assertEquals(2, columns.gaps());
    assertEquals(15, columns.missing());
    assertEquals(40, columns.firstNanos());
    encoder.begin(columns, 50);
    assertEquals(0, columns.gaps() + columns.missing());
  }

  @Test
  void growingKeepsWhatIsThere() {
    var random = new Random(11);
    var columns = new EventColumns(2);
    var encoder = new EventEncoder(false);
    var told = new ArrayList<Event>();
    encoder.begin(columns, 0);
    for (int i = 0; i < 3_000; i++) {
      if (!encoder.hasRoom()) {
        columns = encoder.grow();
      }
      Event event = any(random, 77L * i, 100);
      event.tell(encoder);
      told.add(event);
    }
    assertEquals(told, read(columns, encoder.position()));
  }

  @Test
  void thereIsAnEndToGrowing() {
    var encoder = new EventEncoder(false);
    encoder.begin(new EventColumns(EventColumns.MOST_EVENTS), 0);
    var thrown = assertThrows(IllegalStateException.class, encoder::grow);
    assertTrue(String.valueOf(thrown.getMessage()).contains("build it sooner"));
    assertThrows(
        IllegalArgumentException.class, () -> new EventColumns(EventColumns.MOST_EVENTS + 1));
  }
}
