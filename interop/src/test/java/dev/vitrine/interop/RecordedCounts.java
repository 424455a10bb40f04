package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in a recording, as `./vitrine export --json-lines` tells it, line by line; and whether
/// it is as much as the workers counted.
final class RecordedCounts {
  /// What a worker counts, and the events that each is one of.
  private static final Map<String, String> COUNTED =
      Map.of("polls", "poll start", "spawns", "spawn", "steals", "steal", "wakes", "wake");

  /// The only lane whose events have a thread instead of a worker.
  static final String OTHERS = "other threads";

  final Map<String, Lane> lanes = new TreeMap<>();
  final List<JsonObject> statuses = new ArrayList<>(); // of the runtime
  final Map<Long, long[]> wakesOfTasks = new HashMap<>(); // events, told first, told last
  long lostInAll;
  boolean whole;

  /// The events of a worker, or of all threads that are none.
  static final class Lane {
    final Map<String, Long> events = new TreeMap<>();
    final Map<String, Long> lost = new TreeMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private long lostAtPlaces;

    long count(String kind) {
      return events.getOrDefault(kind, 0L);
    }

    long lost(String kind) {
      return lost.getOrDefault(kind, 0L);
    }
  }

  /// What was told last of something that a worker counts, and what has happened since.
  private static final class Counter {
    private long first = -1;
    private long last;
    private long between;
    private long since;
    private long lostBefore;
    private long lostSince;
  }

  static RecordedCounts of(String file) {
    var counts = new RecordedCounts();
    Vitrine.lines(line -> counts.take(line), "export", "--json-lines", "-o", "-", file);
    return counts;
  }

  private void take(String line) {
    JsonObject object = JsonParser.parseString(line).getAsJsonObject();
    switch (object.get("type").getAsString()) {
      case "event" -> event(object);
      case "lost" -> {
        Lane lane = laneOf(object);
        JsonObject byKind = object.getAsJsonObject("sinceBegin");
        byKind.keySet().forEach(kind -> lane.lost.put(kind, byKind.get(kind).getAsLong()));
      }
      case "runtime" -> statuses.add(object);
      case "task" -> {
        long[] wakes =
            wakesOfTasks.computeIfAbsent(number(object, "id"), _ -> new long[] {0, -1, 0});
        wakes[1] = wakes[1] < 0 ? number(object, "wakes") : wakes[1];
        wakes[2] = number(object, "wakes");
      }
      case "end" -> {
        whole = true;
        JsonObject losses = object.getAsJsonObject("losses");
        lostInAll = losses == null ? 0 : number(losses, "events");
      }
      default -> {}
    }
  }

  private void event(JsonObject event) {
    Lane lane = laneOf(event);
    String kind = event.get("kind").getAsString();
    lane.events.merge(kind, 1L, Long::sum);
    switch (kind) {
      case "count" -> {
        Counter counter =
            lane.counters.computeIfAbsent(event.get("of").getAsString(), _ -> new Counter());
        if (counter.first < 0) {
          counter.first = number(event, "count");
          counter.lostBefore = lane.lostAtPlaces;
        }
        counter.last = number(event, "count");
        counter.between += counter.since;
        counter.since = 0;
        counter.lostSince = lane.lostAtPlaces;
      }
      case "lost" -> lane.lostAtPlaces += number(event, "events");
      case "wake" ->
          wakesOfTasks.computeIfAbsent(number(event, "task"), _ -> new long[] {0, -1, 0})[0]++;
      default -> {}
    }
    COUNTED.forEach(
        (of, counted) -> {
          Counter counter = lane.counters.get(of);
          if (counter != null && kind.equals(counted)) {
            counter.since++;
          }
        });
  }

  private Lane laneOf(JsonObject object) {
    String name = object.has("worker") ? "worker " + object.get("worker").getAsLong() : OTHERS;
    return lanes.computeIfAbsent(name, _ -> new Lane());
  }

  /// A field that is left out where it is 0.
  static long number(JsonObject object, String field) {
    return object.has(field) ? object.get(field).getAsLong() : 0;
  }

  List<Lane> workers() {
    return lanes.entrySet().stream()
        .filter(lane -> !lane.getKey().equals(OTHERS))
        .map(Map.Entry::getValue)
        .toList();
  }

  long count(String kind) {
    return lanes.values().stream().mapToLong(lane -> lane.count(kind)).sum();
  }

  long lost(String kind) {
    return lanes.values().stream().mapToLong(lane -> lane.lost(kind)).sum();
  }

  /// Events that are there.
  long events() {
    return lanes.values().stream()
        .flatMap(lane -> lane.events.entrySet().stream())
        .filter(kind -> !kind.getKey().equals("lost"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// Between the first and the last time that a worker told what it has counted lie as many events
  /// as it has counted meanwhile, less those that were lost meanwhile. How many of those were of
  /// the kind is known but for what was lost before and after: nothing, mostly.
  ///
  /// @return how many were counted in all, by what they are
  Map<String, Long> assertAsManyAsCounted() {
    var all = new TreeMap<String, Long>();
    lanes.forEach(
        (name, lane) ->
            lane.counters.forEach(
                (of, counter) -> {
                  long counted = counter.last - counter.first;
                  all.merge(of, counted, Long::sum);
                  long lost = lane.lost(COUNTED.getOrDefault(of, ""));
                  long inAll = lane.lost.values().stream().mapToLong(Long::longValue).sum();
                  long outside = inAll - (counter.lostSince - counter.lostBefore);
                  long missing = counted - counter.between;
                  assertTrue(
                      missing >= Math.max(0, lost - outside) && missing <= lost,
                      () ->
                          "%s of %s: %d counted, %d recorded, %d lost, %d of any kind outside"
                              .formatted(of, name, counted, counter.between, lost, outside));
                }));
    return all;
  }

  /// What was dropped is counted by kind, at its place, and at the end, and all three agree.
  void assertLossesAgree() {
    for (Lane lane : lanes.values()) {
      long byKind = lane.lost.values().stream().mapToLong(Long::longValue).sum();
      assertTrue(lane.lostAtPlaces <= byKind, () -> lane.lostAtPlaces + " of " + lane.lost);
    }
    assertEquals(
        lostInAll,
        lanes.values().stream()
            .flatMap(lane -> lane.lost.values().stream())
            .mapToLong(Long::longValue)
            .sum());
  }

  /// The wakes of each task that was listed at the begin and at the end are as many as it counts;
  /// to be asked when all were idle at both.
  ///
  /// @return of how many tasks
  int assertWakesOfTasks() {
    int compared = 0;
    for (Map.Entry<Long, long[]> task : wakesOfTasks.entrySet()) {
      long[] wakes = task.getValue();
      if (wakes[1] >= 0) {
        assertEquals(wakes[2] - wakes[1], wakes[0], () -> "wakes of task " + task.getKey());
        compared++;
      }
    }
    return compared;
  }

  /// The counters of a worker in the first or the last picture of the runtime.
  @Nullable JsonObject worker(boolean last, long index) {
    JsonObject status = last ? statuses.getLast() : statuses.getFirst();
    for (var worker : status.getAsJsonArray("workers")) {
      if (number(worker.getAsJsonObject(), "index") == index) {
        return worker.getAsJsonObject();
      }
    }
    return null;
  }
}
