package dev.vitrine.console.tui.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.lint.Warning;
import dev.vitrine.console.client.model.Instants;
import dev.vitrine.console.client.model.Pulse;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.model.TaskFilter;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Histogram;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Location;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceOperation;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.StackFrame;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.proto.v1.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A snapshot as one JSON object. The schema is in `docs/guide/top-json.md`; whatever changes what
/// a field means raises [#SCHEMA_VERSION].
final class TopJson {
  static final int SCHEMA_VERSION = 1;

  private TopJson() {}

  static String of(Snapshot snapshot) {
    var top = new JsonObject();
    top.addProperty("schemaVersion", SCHEMA_VERSION);
    top.addProperty(
        "service", snapshot.service() == Snapshot.Service.VITRINE ? "vitrine" : "tokio-console");
    top.addProperty("address", snapshot.address());
    TaskPage page = snapshot.tasks().orElse(TaskPage.getDefaultInstance());
    top.add("takenAt", instant(page.getStamp().getNow()));
    top.add(
        "process", snapshot.process().<JsonElement>map(TopJson::process).orElse(JsonNull.INSTANCE));
    top.add("runtimes", array(snapshot.pulses(), pulse -> runtime(pulse, snapshot)));
    var workers = new JsonArray();
    snapshot
        .pulses()
        .forEach(
            pulse ->
                pulse.workers().forEach(worker -> workers.add(worker(pulse, worker.status()))));
    top.add("workers", workers);
    top.add("taskCounts", counts(page));
    Map<Long, Warning> locks = Lints.locksHeld(page);
    top.add("tasks", array(page.getRowsList(), row -> task(row, page, locks)));
    top.add(
        "resources",
        array(
            snapshot.resources().map(ResourcesUpdate::getGroupsList).orElse(List.of()),
            TopJson::group));
    top.add("callsites", array(snapshot.callsites(), TopJson::callsite));
    top.add("incidents", array(snapshot.incidents(), TopJson::incident));
    top.add("losses", losses(snapshot));
    return new GsonBuilder()
        .setPrettyPrinting()
        .serializeNulls()
        .disableHtmlEscaping()
        .create()
        .toJson(top);
  }

  private interface Each<T> {
    JsonElement of(T value);
  }

  private static <T> JsonArray array(List<T> values, Each<T> each) {
    var array = new JsonArray();
    values.forEach(value -> array.add(each.of(value)));
    return array;
  }

  private static JsonObject process(Description process) {
    var json = new JsonObject();
    json.addProperty("pid", process.getPid());
    json.addProperty("main", process.getMain());
    json.addProperty("instanceId", process.getInstanceId());
    json.addProperty("runtimeVersion", process.getRuntimeVersion());
    json.addProperty("jdkVersion", process.getJdkVersion());
    json.addProperty("jdkName", process.getJdkName());
    json.add("startedAt", instant(process.getStartedAt()));
    json.addProperty("processors", process.getProcessors());
    json.addProperty("tier", word(process.getStamp().getTier().name(), "TIER_"));
    json.addProperty("publishIntervalNanos", process.getPublishIntervalNanos());
    json.addProperty("incidentThresholdNanos", process.getIncidentThresholdNanos());
    return json;
  }

  private static JsonObject runtime(Pulse pulse, Snapshot snapshot) {
    var status = pulse.status();
    var json = new JsonObject();
    json.addProperty("id", status.getId());
    json.addProperty("name", status.getName());
    json.addProperty("flavour", status.getFlavour());
    json.addProperty("workers", status.getWorkersCount());
    json.addProperty("liveTasks", status.getLiveTasks());
    json.addProperty("spawnedTasks", status.getSpawnedTasks());
    json.addProperty("injectDepth", status.getInjectDepth());
    json.addProperty("remoteSchedules", status.getRemoteSchedules());
    json.addProperty("budgetForcedYields", status.getBudgetForcedYields());
    json.addProperty("blockOnPolls", status.getBlockOnPolls());
    var pool = new JsonObject();
    pool.addProperty("threads", status.getBlocking().getThreads());
    pool.addProperty("idle", status.getBlocking().getIdle());
    pool.addProperty("cap", status.getBlocking().getCap());
    pool.addProperty("queued", status.getBlocking().getQueued());
    json.add("blockingPool", pool);
    if (status.hasIo()) {
      var io = new JsonObject();
      io.addProperty("sources", status.getIo().getSources());
      io.addProperty("events", status.getIo().getEvents());
      io.addProperty("turns", status.getIo().getTurns());
      json.add("io", io);
    }
    if (status.hasTime()) {
      var time = new JsonObject();
      time.addProperty("registered", status.getTime().getRegistered());
      time.add(
          "nextNanos",
          status.getTime().hasNextNanos()
              ? new JsonPrimitive(status.getTime().getNextNanos())
              : JsonNull.INSTANCE);
      json.add("time", time);
    }
    var settings = new JsonObject();
    snapshot.process().stream()
        .flatMap(process -> process.getRuntimesList().stream())
        .filter(described -> described.getId() == status.getId())
        .forEach(described -> described.getSettingsMap().forEach(settings::addProperty));
    json.add("settings", settings);
    return json;
  }

  private static JsonObject worker(Pulse pulse, WorkerStatus worker) {
    var json = new JsonObject();
    json.addProperty("runtimeId", pulse.status().getId());
    json.addProperty("index", worker.getIndex());
    json.addProperty("threadName", worker.getThreadName());
    json.addProperty("state", word(worker.getState().name(), "STATE_"));
    json.add("stateSince", instant(worker.getStateSince()));
    json.add(
        "currentTask", worker.hasCurrentTask() ? ref(worker.getCurrentTask()) : JsonNull.INSTANCE);
    json.addProperty("pollRunningNanos", worker.getPollRunningNanos());
    json.addProperty("polls", worker.getPolls());
    json.addProperty("lifoPolls", worker.getLifoPolls());
    json.addProperty("localDepth", worker.getLocalDepth());
    json.addProperty("lifoOccupied", worker.getLifoOccupied());
    json.add(
        "steals",
        array(
            worker.getStealsList(),
            steals -> {
              var one = new JsonObject();
              one.addProperty("victim", steals.getVictim());
              one.addProperty("tasks", steals.getTasks());
              return one;
            }));
    json.addProperty("stealBatches", worker.getStealBatches());
    json.addProperty("stolenTasks", worker.getStolenTasks());
    json.addProperty("searches", worker.getSearches());
    json.addProperty("parks", worker.getParks());
    json.addProperty("noopParks", worker.getNoopParks());
    json.addProperty("overflows", worker.getOverflows());
    json.addProperty("localSchedules", worker.getLocalSchedules());
    json.addProperty("busyNanos", worker.getBusyNanos());
    json.addProperty("searchNanos", worker.getSearchNanos());
    json.addProperty("parkNanos", worker.getParkNanos());
    json.addProperty("driverNanos", worker.getDriverNanos());
    return json;
  }

  private static JsonObject counts(TaskPage page) {
    var json = new JsonObject();
    json.addProperty("total", page.getTotal());
    json.addProperty("listed", page.getRowsCount());
    json.addProperty("idle", page.getCounts().getIdle());
    json.addProperty("scheduled", page.getCounts().getScheduled());
    json.addProperty("running", page.getCounts().getRunning());
    json.addProperty("finished", page.getCounts().getFinished());
    return json;
  }

  private static JsonObject task(TaskRow row, TaskPage page, Map<Long, Warning> locks) {
    var json = new JsonObject();
    json.addProperty("id", row.getId());
    json.addProperty("name", row.getName());
    json.addProperty("kind", row.getKind());
    json.addProperty("runtimeId", row.getRuntimeId());
    json.addProperty("callsiteId", row.getCallsiteId());
    json.addProperty("parentId", row.getParentId());
    json.add("spawnedAt", location(row.getSpawnedAt()));
    json.addProperty("state", TaskFilter.nameOf(row.getState()));
    json.add("stateSince", instant(row.getStateSince()));
    json.add("createdAt", instant(row.getCreatedAt()));
    json.add("finishedAt", instant(row.getFinishedAt()));
    json.addProperty("outcome", TaskFilter.nameOf(row.getOutcome()));
    json.add("worker", row.hasWorker() ? new JsonPrimitive(row.getWorker()) : JsonNull.INSTANCE);
    json.addProperty("busyNanos", row.getBusyNanos());
    json.addProperty("scheduledNanos", row.getScheduledNanos());
    json.addProperty("idleNanos", row.getIdleNanos());
    json.addProperty("totalNanos", row.getTotalNanos());
    json.addProperty("polls", row.getPolls());
    json.addProperty("wakes", row.getWakes());
    json.addProperty("selfWakes", row.getSelfWakes());
    json.add("lastWake", instant(row.getLastWake()));
    json.add("waitingOn", row.hasWaitingOn() ? waiting(row.getWaitingOn()) : JsonNull.INSTANCE);
    var warnings = new ArrayList<>(Lints.of(new RowFacts(row, page.getStamp().getNow())));
    Warning held = locks.get(row.getId());
    if (held != null) {
      warnings.add(held);
    }
    json.add("lints", array(warnings, warning -> new JsonPrimitive(warning.lint().id())));
    json.addProperty("precision", word(row.getPrecision().name(), "PRECISION_"));
    return json;
  }

  private static JsonObject waiting(Wait wait) {
    var json = new JsonObject();
    json.addProperty("operation", wait.getOperation());
    if (wait.hasResource()) {
      json.addProperty("resourceId", wait.getResource().getId());
      json.addProperty("resourceType", wait.getResource().getType());
      json.addProperty("resourceName", wait.getResource().getName());
    }
    json.add("holder", wait.hasHolder() ? ref(wait.getHolder()) : JsonNull.INSTANCE);
    json.add("heldSince", instant(wait.getHeldSince()));
    json.add("since", instant(wait.getSince()));
    json.addProperty("registered", wait.getRegistered());
    json.add("attributes", attributes(wait.getAttributesList()));
    return json;
  }

  private static JsonObject group(ResourceGroup group) {
    var json = new JsonObject();
    json.addProperty("type", group.getType());
    json.addProperty("kind", group.getKind());
    json.add("madeAt", location(group.getMadeAt()));
    json.addProperty("count", group.getResources());
    json.addProperty("held", group.getHeld());
    json.addProperty("waiters", group.getWaiters());
    json.addProperty("longestWaitNanos", group.getLongestWaitNanos());
    json.add("members", array(group.getMembersList(), TopJson::resource));
    return json;
  }

  private static JsonObject resource(Resource resource) {
    var json = new JsonObject();
    json.addProperty("id", resource.getResource().getId());
    json.addProperty("name", resource.getResource().getName());
    json.add("createdAt", instant(resource.getCreatedAt()));
    json.addProperty("internal", resource.getInternal());
    json.addProperty("parentId", resource.getParent().getId());
    json.add("attributes", attributes(resource.getAttributesList()));
    json.add("holders", array(resource.getHoldersList(), TopJson::ref));
    json.add("heldSince", instant(resource.getHeldSince()));
    json.add("operations", array(resource.getOperationsList(), TopJson::operation));
    return json;
  }

  private static JsonObject operation(ResourceOperation operation) {
    var json = waiting(operation.getWait());
    json.add("task", ref(operation.getTask()));
    json.addProperty("polls", operation.getPolls());
    return json;
  }

  private static JsonObject callsite(Callsite site) {
    var json = new JsonObject();
    json.addProperty("id", site.getId());
    json.add("location", location(site.getLocation()));
    json.addProperty("body", site.getBody());
    json.addProperty("alive", site.getAlive());
    json.addProperty("spawned", site.getSpawned());
    json.addProperty("completed", site.getCompleted());
    json.addProperty("failed", site.getFailed());
    json.addProperty("cancelled", site.getCancelled());
    json.addProperty("polls", site.getPolls());
    json.addProperty("busyNanos", site.getBusyNanos());
    json.add("pollTimes", site.hasPollTimes() ? histogram(site.getPollTimes()) : JsonNull.INSTANCE);
    json.add(
        "scheduledTimes",
        site.hasScheduledTimes() ? histogram(site.getScheduledTimes()) : JsonNull.INSTANCE);
    json.addProperty("longestIdleNanos", site.getLongestIdleNanos());
    return json;
  }

  private static JsonObject histogram(Histogram histogram) {
    var json = new JsonObject();
    json.addProperty("count", histogram.getCount());
    json.addProperty("p50Nanos", histogram.getP50Nanos());
    json.addProperty("p90Nanos", histogram.getP90Nanos());
    json.addProperty("p99Nanos", histogram.getP99Nanos());
    json.addProperty("maxNanos", histogram.getMaxNanos());
    return json;
  }

  private static JsonObject incident(Incident incident) {
    var json = new JsonObject();
    json.addProperty("id", incident.getId());
    json.addProperty("kind", word(incident.getKind().name(), "KIND_"));
    json.addProperty("ongoing", incident.getOngoing());
    json.add("startedAt", instant(incident.getStartedAt()));
    json.addProperty("durationNanos", incident.getDurationNanos());
    json.addProperty("runtimeId", incident.getRuntimeId());
    json.add(
        "worker",
        incident.hasWorker() ? new JsonPrimitive(incident.getWorker()) : JsonNull.INSTANCE);
    json.addProperty("threadName", incident.getThreadName());
    json.add("task", incident.hasTask() ? ref(incident.getTask()) : JsonNull.INSTANCE);
    json.addProperty("callsiteId", incident.getCallsiteId());
    json.add("blockingLine", location(incident.getBlockingLine()));
    json.addProperty(
        "innermost", incident.hasInnermost() ? Places.frame(incident.getInnermost()) : "");
    json.addProperty("queuedBehind", incident.getQueuedBehind());
    json.addProperty("longestWaitNanos", incident.getLongestWaitNanos());
    json.addProperty("advice", incident.getAdvice());
    json.add(
        "samples",
        array(
            incident.getSamplesList(),
            sample -> {
              var one = new JsonObject();
              one.addProperty("count", sample.getCount());
              one.add("frames", array(sample.getFramesList(), TopJson::frame));
              return one;
            }));
    return json;
  }

  private static JsonElement frame(StackFrame frame) {
    return new JsonPrimitive(
        frame.getClassName()
            + "."
            + frame.getMethod()
            + (frame.getNative()
                ? "(native)"
                : "(" + frame.getFile() + ":" + frame.getLine() + ")"));
  }

  private static JsonObject losses(Snapshot snapshot) {
    var json = new JsonObject();
    json.addProperty("incidents", snapshot.losses().getIncidents());
    json.addProperty("finishedTasks", snapshot.losses().getFinishedTasks());
    json.addProperty("resources", snapshot.losses().getResources());
    json.addProperty("messages", snapshot.losses().getMessages());
    json.addProperty("events", snapshot.losses().getEvents());
    return json;
  }

  private static JsonObject attributes(List<Attribute> attributes) {
    var json = new JsonObject();
    for (Attribute attribute : attributes) {
      String name =
          attribute.getName()
              + (attribute.getUnit().isEmpty() ? "" : " (" + attribute.getUnit() + ")");
      switch (attribute.getValueCase()) {
        case NUMBER -> json.addProperty(name, attribute.getNumber());
        case FLAG -> json.addProperty(name, attribute.getFlag());
        case TEXT -> json.addProperty(name, attribute.getText());
        case VALUE_NOT_SET -> json.add(name, JsonNull.INSTANCE);
      }
    }
    return json;
  }

  private static JsonObject ref(TaskRef task) {
    var json = new JsonObject();
    json.addProperty("id", task.getId());
    json.addProperty("name", task.getName());
    json.addProperty("state", TaskFilter.nameOf(task.getState()));
    json.add("spawnedAt", location(task.getSpawnedAt()));
    return json;
  }

  private static JsonElement location(Location location) {
    if (location.getFile().isEmpty()) {
      return JsonNull.INSTANCE;
    }
    var json = new JsonObject();
    json.addProperty("file", location.getFile());
    json.addProperty("line", location.getLine());
    json.addProperty("className", location.getClassName());
    json.addProperty("method", location.getMethod());
    return json;
  }

  private static JsonElement instant(Timestamp at) {
    return Instants.isSet(at) ? new JsonPrimitive(Instants.iso(at)) : JsonNull.INSTANCE;
  }

  private static String word(String constant, String prefix) {
    return constant.replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
