package dev.vitrine.console.server.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.Packed;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.recording.ChunkPacker;
import dev.vitrine.recording.ChunkUnpacker;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FlightMemoryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = Instruments.clock().anchorNanos();

  private static FlightMemory memory(long keepSeconds, long bytes) {
    var memory = new FlightMemory(keepSeconds * SECOND, bytes, (_, _) -> _ -> false);
    memory.begin(START);
    return memory;
  }

  private static Segment events(long second, int bytes) {
    Chunk chunk =
        Chunk.newBuilder()
            .setPacked(Packed.newBuilder().setRecords(ByteString.copyFrom(new byte[bytes])))
            .build();
    return new Segment(chunk, false, START + second * SECOND, 100, List.of());
  }

  private static Segment states(long second, long... tasks) {
    var update = TasksUpdate.newBuilder();
    for (long id : tasks) {
      update.addRows(
          TaskRow.newBuilder().setId(id).setPolls(second).setState(TaskState.TASK_STATE_IDLE));
    }
    try (var packer = new ChunkPacker()) {
      Chunk chunk =
          packer.pack(
              Records.newBuilder().addRecords(Record.newBuilder().setTasks(update)).build());
      return new Segment(chunk, true, START + second * SECOND, 0, List.of());
    }
  }

  @Test
  void whatIsTooOldGoes() {
    var memory = memory(3, 1 << 20);
    for (int second = 1; second <= 10; second++) {
      memory.add(events(second, 1_000));
    }
    var kept = memory.take(START + 10 * SECOND);
    assertEquals(3, kept.segments().size());
    assertEquals(START + 7 * SECOND, kept.startsAt());
    assertEquals(300, memory.events());
    assertFalse(kept.isCutByMemory());
  }

  @Test
  void nothingIsMissingBeforeItIsTooOld() {
    var memory = memory(30, 1 << 20);
    for (int second = 1; second <= 10; second++) {
      memory.add(events(second, 1_000));
    }
    var kept = memory.take(START + 10 * SECOND);
    assertEquals(10, kept.segments().size());
    assertEquals(START, kept.startsAt());
    assertFalse(kept.isCutByMemory());
  }

  @Test
  void moreThanFitsGoesEarlierAndIsSaid() {
    var memory = memory(30, 100_000);
    for (int second = 1; second <= 20; second++) {
      memory.add(events(second, 10_000));
      assertTrue(memory.bytes() <= 100_000, "bytes " + memory.bytes());
    }
    var kept = memory.take(START + 20 * SECOND);
    assertEquals(9, kept.segments().size());
    assertEquals(START + 11 * SECOND, kept.startsAt());
    assertTrue(kept.isCutByMemory());
  }

  @Test
  void whatIsTakenStaysWhole() {
    var memory = memory(3, 1 << 20);
    for (int second = 1; second <= 3; second++) {
      memory.add(events(second, 1_000));
    }
    var kept = memory.take(START + 3 * SECOND);
    memory.add(events(10, 1_000));
    assertEquals(3, kept.segments().size());
    assertEquals(1, memory.take(START + 10 * SECOND).segments().size());
  }

  @Test
  void statesOutliveTheirSegment() throws Exception {
    var memory = memory(3, 1 << 20);
    memory.add(states(1, 1, 2, 3));
    memory.add(states(2, 2));
    for (int second = 3; second <= 10; second++) {
      memory.add(events(second, 1_000));
    }
    memory.add(states(10, 3));
    assertEquals(List.of("1 of 1", "3 of 1", "2 of 2"), statesOf(memory));
    memory.fold();
    assertEquals(List.of("1 of 1", "3 of 1", "2 of 2"), statesOf(memory));
  }

  private static List<String> statesOf(FlightMemory memory) throws Exception {
    var folded = memory.statesOf(memory.take(START + 10 * SECOND));
    var words = new java.util.ArrayList<String>();
    try (var unpacker = new ChunkUnpacker()) {
      for (Chunk chunk : folded.chunks()) {
        for (Record record : unpacker.unpack(chunk.getPacked()).getRecordsList()) {
          record
              .getTasks()
              .getRowsList()
              .forEach(row -> words.add(row.getId() + " of " + row.getPolls()));
        }
      }
    }
    return words;
  }

  /// All of a thousand tasks change each second: what is left behind is folded, or it would grow
  /// without end.
  @Test
  void statesLeftBehindNeverTakeMoreThanTheMemory() {
    long most = 200_000;
    var memory = memory(2, most);
    long[] tasks = LongStream.rangeClosed(1, 1_000).toArray();
    boolean wasDue = false;
    for (int second = 1; second <= 200; second++) {
      memory.add(states(second, tasks));
      memory.add(events(second, 5_000));
      assertTrue(memory.bytes() <= most, second + ": bytes " + memory.bytes());
      wasDue |= memory.isFoldDue();
    }
    assertTrue(wasDue);
    memory.fold();
    assertFalse(memory.isFoldDue());
  }

  /// Seen failing when one record of states was kept whole, whatever its size.
  @Test
  void whatIsFoldedTakesAQuarterOfTheRoom() {
    long most = 200_000;
    var memory = memory(2, most);
    memory.add(states(1, new Random(7).longs(8_000).toArray()));
    memory.add(events(10, 1_000));
    memory.fold();
    long folded = memory.bytes() - events(10, 1_000).bytes();
    assertTrue(folded > most / 3 && folded < most * 5 / 8, "twice what is folded: " + folded);
  }

  /// Seen failing when nothing was let go for it: what is folded takes room a second time while it
  /// is folded anew.
  @Test
  void whatIsFoldedMakesRoomForItself() {
    long most = 200_000;
    var memory = memory(2, most);
    memory.add(states(1, new Random(7).longs(2_500).toArray())); // below what is folded at once
    for (int i = 0; i < 20; i++) {
      memory.add(events(10, 10_000));
    }
    long before = memory.bytes();
    assertTrue(before > most - 10_000, "bytes " + before);
    memory.fold();
    assertTrue(memory.bytes() <= most, "bytes " + memory.bytes());
  }
}
