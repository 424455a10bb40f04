package dev.vitrine.console.client.conform;

import com.google.protobuf.Duration;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.HistogramBytes;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOp;
import dev.vitrine.console.proto.tokio.asyncops.AsyncOpUpdate;
import dev.vitrine.console.proto.tokio.common.Attribute;
import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.Id;
import dev.vitrine.console.proto.tokio.common.Location;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.Metadata;
import dev.vitrine.console.proto.tokio.common.PollStats;
import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.Temporality;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.resources.Resource;
import dev.vitrine.console.proto.tokio.resources.ResourceUpdate;
import dev.vitrine.console.proto.tokio.tasks.DurationHistogram;
import dev.vitrine.console.proto.tokio.tasks.Stats;
import dev.vitrine.console.proto.tokio.tasks.Task;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.tokio.tasks.TaskUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the messages of one watcher in order and says what tokio-console would crash on, skip or
/// misread.
///
/// Each method returns what is wrong with the message it is given, as sentences; an empty list is a
/// message without fault. One decoder belongs to one WatchUpdates stream, because what has been
/// sent before matters.
///
/// - **Threads:** one at a time.
public final class StrictDecoder {
  /// tokio-console refuses messages that are larger.
  public static final int MOST_BYTES = 4 * 1024 * 1024;

  // What a Timestamp may hold, years 1 to 9999.
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;

  private final Map<Long, Metadata> metadata = new HashMap<>();
  private final Set<Long> tasks = new HashSet<>();
  private final Set<Long> resources = new HashSet<>();
  private final Set<Long> asyncOps = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private Timestamp now = Timestamp.getDefaultInstance();
  private boolean started;

  /// What is wrong with the next message of WatchUpdates.
  public List<String> update(Update update) {
    faults.clear();
    size(update);
    now(update);
    for (var added : update.getNewMetadata().getMetadataList()) {
      if (!added.hasId() || !added.hasMetadata()) {
        fault("metadata without id or content");
      }
      metadata.put(added.getId().getId(), added.getMetadata());
    }
    tasks(update.getTaskUpdate());
    resources(update.getResourceUpdate());
    asyncOps(update.getAsyncOpUpdate());
    return List.copyOf(faults);
  }

  /// What is wrong with a message of WatchState.
  public List<String> state(State state) {
    return state.getTemporality() == Temporality.UNRECOGNIZED
        ? List.of("temporality " + state.getTemporalityValue() + " is neither live nor paused")
        : List.of();
  }

  /// What is wrong with a message of WatchTaskDetails.
  public List<String> details(TaskDetails details) {
    faults.clear();
    size(details);
    if (!details.hasTaskId() || details.getTaskId().getId() == 0) {
      fault("details without a task id");
    }
    if (!isInRange(details.getNow())) {
      fault("details: now is out of range");
    }
    switch (details.getPollTimesHistogramCase()) {
      case LEGACY_HISTOGRAM -> bytes("poll times", details.getLegacyHistogram().toByteArray());
      case HISTOGRAM -> histogram("poll times", details.getHistogram());
      case POLLTIMESHISTOGRAM_NOT_SET -> fault("details without poll times");
    }
    if (details.hasScheduledTimesHistogram()) {
      histogram("scheduled times", details.getScheduledTimesHistogram());
    }
    return List.copyOf(faults);
  }

  private void size(MessageLite message) {
    if (message.getSerializedSize() > MOST_BYTES) {
      fault("message of " + message.getSerializedSize() + " bytes exceeds " + MOST_BYTES);
    }
  }

  private void now(Update update) {
    if (!update.hasNow()) {
      if (!started) {
        fault("first update without now");
      }
      return;
    }
    if (started && isLater(now, update.getNow())) {
      fault("now went back");
    }
    started = true;
    now = update.getNow();
    instant("update", "now", now);
  }

  private void tasks(TaskUpdate update) {
    for (Task task : update.getNewTasksList()) {
      String who = "task " + task.getId().getId();
      isNew(who, task.hasId(), task.getId(), tasks);
      hasMetadata(who, task.hasMetadata(), task.getMetadata());
      hasStats(who, !task.hasId() || update.containsStatsUpdate(task.getId().getId()));
      fields(who, task.getFieldsList());
      if (task.hasLocation()) {
        location(who, task.getLocation());
      }
      if (task.getFieldsList().stream()
          .noneMatch(f -> f.getStrName().equals("task.id") && f.hasU64Val())) {
        fault(who + " has no field task.id that is a u64");
      }
    }
    update.getStatsUpdateMap().forEach(this::taskStats);
  }

  private void taskStats(long id, Stats stats) {
    String who = "stats of task " + id;
    created(who, stats.hasCreatedAt(), stats.getCreatedAt());
    instant(who, "dropped_at", stats.getDroppedAt());
    instant(who, "last_wake", stats.getLastWake());
    duration(who, "scheduled_time", stats.getScheduledTime());
    pollStats(who, stats.hasPollStats(), stats.getPollStats());
    if (Long.compareUnsigned(stats.getSelfWakes(), stats.getWakes()) > 0) {
      fault(who + ": more self wakes than wakes");
    }
  }

  private void resources(ResourceUpdate update) {
    for (Resource resource : update.getNewResourcesList()) {
      String who = "resource " + resource.getId().getId();
      isNew(who, resource.hasId(), resource.getId(), resources);
      hasMetadata(who, resource.hasMetadata(), resource.getMetadata());
      hasStats(who, !resource.hasId() || update.containsStatsUpdate(resource.getId().getId()));
      if (!resource.hasKind()) {
        fault(who + " has no kind");
      } else {
        kind(who, resource.getKind());
      }
      if (resource.hasLocation()) {
        location(who, resource.getLocation());
      }
    }
    update
        .getStatsUpdateMap()
        .forEach(
            (id, stats) -> {
              String who = "stats of resource " + id;
              created(who, stats.hasCreatedAt(), stats.getCreatedAt());
              instant(who, "dropped_at", stats.getDroppedAt());
              attributes(who, stats.getAttributesList());
            });
  }

  private void kind(String who, Resource.Kind kind) {
    switch (kind.getKindCase()) {
      case KNOWN -> {
        if (kind.getKnown() != Resource.Kind.Known.TIMER) {
          fault(who + " is of an unknown known kind " + kind.getKnownValue());
        }
      }
      case OTHER -> {}
      case KIND_NOT_SET -> fault(who + " has an empty kind");
    }
  }

  private void asyncOps(AsyncOpUpdate update) {
    for (AsyncOp op : update.getNewAsyncOpsList()) {
      String who = "async op " + op.getId().getId();
      isNew(who, op.hasId(), op.getId(), asyncOps);
      hasMetadata(who, op.hasMetadata(), op.getMetadata());
      hasStats(who, !op.hasId() || update.containsStatsUpdate(op.getId().getId()));
      if (!op.hasResourceId()) {
        fault(who + " belongs to no resource");
      }
    }
    update
        .getStatsUpdateMap()
        .forEach(
            (id, stats) -> {
              String who = "stats of async op " + id;
              created(who, stats.hasCreatedAt(), stats.getCreatedAt());
              instant(who, "dropped_at", stats.getDroppedAt());
              pollStats(who, stats.hasPollStats(), stats.getPollStats());
              attributes(who, stats.getAttributesList());
            });
  }

  private void isNew(String who, boolean present, Id id, Set<Long> known) {
    if (!present || id.getId() == 0) {
      fault(who + " has no id");
    } else if (!known.add(id.getId())) {
      fault(who + " was sent before");
    }
  }

  private void hasMetadata(String who, boolean present, MetaId id) {
    if (!present) {
      fault(who + " names no metadata");
    } else if (!metadata.containsKey(id.getId())) {
      fault(who + " names metadata " + id.getId() + ", which was not sent");
    }
  }

  private void hasStats(String who, boolean present) {
    if (!present) {
      fault(who + " comes without its stats");
    }
  }

  private void fields(String who, List<Field> fields) {
    fields.forEach(field -> field(who, field));
  }

  private void attributes(String who, List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (attribute.hasField()) {
        field(who, attribute.getField());
      } else {
        fault(who + " has an attribute without a field");
      }
    }
  }

  private void field(String who, Field field) {
    switch (field.getNameCase()) {
      case STR_NAME -> {}
      case NAME_IDX -> {
        Metadata of = metadata.get(field.getMetadataId().getId());
        if (!field.hasMetadataId() || of == null) {
          fault(who + " has a field of unknown metadata");
        } else if (Long.compareUnsigned(field.getNameIdx(), of.getFieldNamesCount()) >= 0) {
          fault(who + " has a field past the end of its metadata's names");
        }
      }
      case NAME_NOT_SET -> fault(who + " has a field without a name");
    }
    boolean empty =
        switch (field.getValueCase()) {
          case DEBUG_VAL -> field.getDebugVal().isEmpty();
          case STR_VAL -> field.getStrVal().isEmpty();
          case U64_VAL, I64_VAL, BOOL_VAL -> false;
          case VALUE_NOT_SET -> true;
        };
    if (empty) {
      fault(who + " has a field without a value: " + field.getStrName());
    }
  }

  private void location(String who, Location location) {
    String shown = location.hasModulePath() ? location.getModulePath() : location.getFile();
    boolean present = location.hasModulePath() || location.hasFile();
    if (present && shown.isEmpty() && !location.hasLine()) {
      fault(who + " has a location that shows as nothing");
    }
  }

  private void created(String who, boolean present, Timestamp at) {
    if (!present) {
      fault(who + " have no created_at");
    }
    instant(who, "created_at", at);
  }

  private void pollStats(String who, boolean present, PollStats stats) {
    if (!present) {
      fault(who + " have no poll_stats");
    }
    instant(who, "first_poll", stats.getFirstPoll());
    instant(who, "last_poll_started", stats.getLastPollStarted());
    instant(who, "last_poll_ended", stats.getLastPollEnded());
    duration(who, "busy_time", stats.getBusyTime());
  }

  private void instant(String who, String what, Timestamp at) {
    if (!isInRange(at)) {
      fault(who + ": " + what + " is out of range");
    } else if (started && isLater(at, now)) {
      fault(who + ": " + what + " is later than now");
    }
  }

  private void duration(String who, String what, Duration duration) {
    if (duration.getSeconds() < 0 || duration.getNanos() < 0 || duration.getNanos() > 999_999_999) {
      fault(who + ": " + what + " is negative or out of range");
    }
  }

  private void histogram(String what, DurationHistogram histogram) {
    bytes(what, histogram.getRawHistogram().toByteArray());
    if (histogram.getHighOutliers() != 0 && !histogram.hasHighestOutlier()) {
      fault(what + " have outliers without the highest");
    }
  }

  private void bytes(String what, byte[] bytes) {
    try {
      HistogramBytes.decode(bytes);
    } catch (IllegalArgumentException undecodable) {
      fault(what + ": " + undecodable.getMessage());
    }
  }

  private void fault(String what) {
    faults.add(what);
  }

  private static boolean isInRange(Timestamp at) {
    return at.getSeconds() >= FIRST_SECOND
        && at.getSeconds() <= LAST_SECOND
        && at.getNanos() >= 0
        && at.getNanos() <= 999_999_999;
  }

  private static boolean isLater(Timestamp a, Timestamp b) {
    return a.getSeconds() != b.getSeconds()
        ? a.getSeconds() > b.getSeconds()
        : a.getNanos() > b.getNanos();
  }
}
