package dev.vitrine.console.server.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.GcPauses;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.console.proto.v1.TasksUpdate;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import dev.vitrine.recording.ChunkPacker;
import dev.vitrine.recording.ChunkUnpacker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateFoldTest {
  private static final long UNTIL = 1_000;

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  private static Stamp stamp(long seconds) {
    return Stamp.newBuilder().setNow(at(seconds)).build();
  }

  private static TaskRow row(long id, long polls) {
    return TaskRow.newBuilder()
        .setId(id)
        .setPolls(polls)
        .setState(TaskState.TASK_STATE_IDLE)
        .build();
  }

  private static TaskRow finished(long id, long seconds) {
    return TaskRow.newBuilder()
        .setId(id)
        .setState(TaskState.TASK_STATE_FINISHED)
        .setFinishedAt(at(seconds))
        .build();
  }

  private static Record tasks(long seconds, TaskRow... rows) {
    return Record.newBuilder()
        .setTasks(TasksUpdate.newBuilder().addAllRows(Arrays.asList(rows)).setStamp(stamp(seconds)))
        .build();
  }

  private static Chunk chunk(Record... records) {
    try (var packer = new ChunkPacker()) {
      return packer.pack(Records.newBuilder().addAllRecords(Arrays.asList(records)).build());
    }
  }

  private static StateFold.Folded fold(List<Chunk> told) {
    return StateFold.fold(told, UNTIL * 1_000_000_000, 1 << 20, _ -> false);
  }

  private static List<Record> records(StateFold.Folded folded) throws Exception {
    var records = new ArrayList<Record>();
    try (var unpacker = new ChunkUnpacker()) {
      for (Chunk chunk : folded.chunks()) {
        records.addAll(unpacker.unpack(chunk.getPacked()).getRecordsList());
      }
    }
    return records;
  }

  @Test
  void ofEachTaskTheLastWordStaysWithItsStamp() throws Exception {
    var folded =
        fold(
            List.of(
                chunk(tasks(1, row(1, 1), row(2, 1)), tasks(2, row(3, 1))),
                chunk(tasks(3, row(1, 5)), tasks(4, row(4, 1)))));
    assertEquals(
        List.of(tasks(1, row(2, 1)), tasks(2, row(3, 1)), tasks(3, row(1, 5)), tasks(4, row(4, 1))),
        records(folded));
  }

  private static Record threads(String... names) {
    var told = ThreadNames.newBuilder();
    for (String name : names) {
      told.addNames(ThreadName.newBuilder().setThread(name.charAt(0)).setName(name));
    }
    return Record.newBuilder().setThreads(told).build();
  }

  @Test
  void ofEachThreadTheLastNameStays() throws Exception {
    var folded =
        fold(
            List.of(
                chunk(threads("a", "b"), threads("a", "b2")),
                chunk(threads("b2"), threads("c", "b3"))));
    assertEquals(List.of(threads("a"), threads("c", "b3")), records(folded));
  }

  @Test
  void pausesGoWithTheEventsOfTheirTime() throws Exception {
    Record pauses =
        Record.newBuilder()
            .setPauses(GcPauses.newBuilder().addPauses(GcPause.newBuilder().setDurationNanos(1)))
            .build();
    assertEquals(
        List.of(tasks(1, row(1, 1))), records(fold(List.of(chunk(tasks(1, row(1, 1)), pauses)))));
  }

  @Test
  void foldingTwiceIsFoldingAll() throws Exception {
    Chunk first = chunk(tasks(1, row(1, 1), row(2, 1)), tasks(2, row(1, 2)));
    Chunk second = chunk(tasks(3, row(2, 7)), tasks(4, finished(1, 999)));
    var once = new ArrayList<>(fold(List.of(first)).chunks());
    once.add(second);
    assertEquals(records(fold(List.of(first, second))), records(fold(once)));
  }

  @Test
  void finishedTasksStayAsLongAsAConsoleShowsThem() throws Exception {
    var folded =
        fold(
            List.of(
                chunk(
                    tasks(900, row(1, 1), row(2, 1)),
                    tasks(930, finished(1, 929)),
                    tasks(960, finished(2, 959)))));
    assertEquals(List.of(tasks(960, finished(2, 959))), records(folded));
  }

  @Test
  void tasksThatEndedUnnoticedGo() throws Exception {
    var folded =
        StateFold.fold(
            List.of(chunk(tasks(1, row(1, 1), row(2, 1)))), UNTIL, 1 << 20, id -> id == 2);
    assertEquals(List.of(tasks(1, row(1, 1))), records(folded));
    assertEquals(0, folded.tasksLeftOut());
  }

  @Test
  void withoutRoomTheTasksGoThatChangedLongestAgoAndAreCounted() throws Exception {
    var told = new ArrayList<Chunk>();
    int updates = 40;
    int each = 5_000;
    for (int i = 0; i < updates; i++) {
      var rows = new TaskRow[each];
      for (int k = 0; k < each; k++) {
        long id = 1 + i * (long) each + k;
        rows[k] = row(id, id * 0x9E3779B97F4A7C15L); // does not compress
      }
      told.add(chunk(tasks(i, rows)));
    }
    var folded = StateFold.fold(told, UNTIL, 500_000, _ -> false);
    assertTrue(folded.bytes() < 1_200_000, "bytes " + folded.bytes());
    var kept = new ArrayList<Long>();
    for (Record record : records(folded)) {
      record.getTasks().getRowsList().forEach(row -> kept.add(row.getId()));
    }
    assertTrue(kept.size() > each, "kept " + kept.size());
    assertEquals(updates * (long) each, kept.size() + folded.tasksLeftOut());
    assertEquals(updates * (long) each - kept.size() + 1, kept.getFirst());
    assertEquals(updates * (long) each, kept.getLast());
  }

  @Test
  void runtimesCallsitesAndIncidentsAreThoseToldLast() throws Exception {
    Record runtimes = Record.newBuilder().setRuntimes(RuntimesUpdate.newBuilder()).build();
    Record later =
        Record.newBuilder().setRuntimes(RuntimesUpdate.newBuilder().setStamp(stamp(5))).build();
    var folded =
        fold(
            List.of(
                chunk(runtimes, callsites(1, 10, 20), incidents(1, true, 1, 2)),
                chunk(callsites(2, 20), incidents(2, false, 2), later)));
    assertEquals(
        List.of(
            callsites(1, 10),
            incidents(1, true, 1),
            callsites(2, 20),
            incidents(2, false, 2),
            later),
        records(folded));
  }

  private static Record callsites(long seconds, long... ids) {
    var update = CallsitesUpdate.newBuilder().setStamp(stamp(seconds));
    for (long id : ids) {
      update.addCallsites(Callsite.newBuilder().setId(id).setSpawned(seconds));
    }
    return Record.newBuilder().setCallsites(update).build();
  }

  private static Record incidents(long seconds, boolean ongoing, long... ids) {
    var update = IncidentsUpdate.newBuilder().setStamp(stamp(seconds));
    for (long id : ids) {
      update.addIncidents(Incident.newBuilder().setId(id).setOngoing(ongoing));
    }
    return Record.newBuilder().setIncidents(update).build();
  }
}
