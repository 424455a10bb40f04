package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingEnd;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.RuntimeStatus;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.recording.EventCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One recording on its way into a trace: what was recorded of one process from a header to the
/// next, or to the end.
///
/// Records go into the [EventQueue], or are remembered as what is known of tasks and places; events
/// come out of the queue in the order of their times, and are written to the tracks that they are
/// about.
final class ProcessTrace implements EventQueue.Taker {
  private static final int MOST_THREADS = 4_096;
  private static final long FIRST_WORKER_TID = 1_000_000;
  private static final long FORGET_AFTER = 1_000_000_000;
  private static final int ROOT = 1;
  private static final int SUBMITS = 1;
  private static final int ITSELF = 2;
  private static final int SLEPT = 1;

  private final TraceWriter writer;
  private final long anchor;
  private final long origin;
  private final long pid;
  private final long process;
  private final EventQueue events = new EventQueue(this);
  private final ArrayDeque<RuntimesUpdate> statuses = new ArrayDeque<>();
  private final RuntimeTracks runtimes;
  private final TaskTracks tasks;
  private final Incidents incidents;
  private final Map<LaneKey, WorkerTrack> workers = new LinkedHashMap<>();
  private final Map<Long, ThreadTrack> threads = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, String> threadNames = new HashMap<>();
  private final Map<LaneKey, Map<EventKind, Long>> lost = new LinkedHashMap<>();
  private long lastTaken;
  private long nextSweep;
  private long notes; // a track

  private record LaneKey(long runtimeId, int worker) {}

  /// @param pid that the trace knows the process by
  ProcessTrace(TraceWriter writer, RecordingHeader header, long pid) throws IOException {
    this.writer = writer;
    this.pid = pid;
    Description described = header.getProcess();
    anchor = Instants.nanos(described.getAnchor().getWall());
    // What the first batches hold may have happened some hundred milliseconds before.
    origin = Math.max(0, Instants.nanos(header.getStartedAt()) - anchor - FORGET_AFTER);
    lastTaken = origin;
    writer.process(anchor, origin);
    String main = described.getMain();
    process = writer.describeProcess(pid, main.isEmpty() ? "process " + pid : main);
    runtimes = new RuntimeTracks(writer, process);
    described.getRuntimesList().forEach(runtimes::name);
    tasks = new TaskTracks(writer, runtimes, anchor, origin);
    incidents = new Incidents(writer, anchor, process);
    begin(header);
  }

  private void begin(RecordingHeader header) throws IOException {
    Description described = header.getProcess();
    long at = Instants.nanos(header.getStartedAt()) - anchor;
    events.advance(at);
    note(
        "recording begins",
        at,
        new Arguments()
            .add("pid", described.getPid())
            .add("runtime version", described.getRuntimeVersion())
            .add("jdk", described.getJdkName() + " " + described.getJdkVersion())
            .add("processors", described.getProcessors())
            .add("incident threshold nanos", described.getIncidentThresholdNanos()));
  }

  boolean isBefore(RecordingHeader header) {
    return Instants.nanos(header.getStartedAt()) - anchor >= lastTaken;
  }

  /// The process was recorded again; what was known of it has ended.
  void resume(RecordingHeader header) throws IOException {
    writer.process(anchor, origin);
    begin(header);
  }

  private long since(Stamp stamp) {
    return Instants.nanos(stamp.getNow()) - anchor;
  }

  // ---- records, as they were written

  void take(Record record) throws IOException {
    switch (record.getContentCase()) {
      case EVENTS -> take(record.getEvents());
      case RUNTIMES -> {
        RuntimesUpdate update = record.getRuntimes();
        update.getRuntimesList().forEach(runtimes::name);
        statuses.add(update);
        events.advance(since(update.getStamp()));
      }
      case INCIDENTS -> {
        for (Incident incident : record.getIncidents().getIncidentsList()) {
          incidents.update(incident, origin);
        }
      }
      case CALLSITES -> record.getCallsites().getCallsitesList().forEach(tasks::update);
      case TASKS -> record.getTasks().getRowsList().forEach(tasks::update);
      case THREADS ->
          record
              .getThreads()
              .getNamesList()
              .forEach(name -> threadNames.put(name.getThread(), name.getName()));
      case PAUSES -> {
        for (GcPause pause : record.getPauses().getPausesList()) {
          incidents.collection(pause, origin);
        }
      }
      case CONTENT_NOT_SET -> {} // of a later version
    }
    events.release();
  }

  private void take(EventBatch batch) throws IOException {
    if (batch.getLostCount() > 0) {
      Map<EventKind, Long> ofLane =
          lost.computeIfAbsent(
              new LaneKey(batch.getRuntimeId(), batch.getWorker()), _ -> new LinkedHashMap<>());
      for (LostEvents some : batch.getLostList()) {
        ofLane.put(some.getKind(), some.getCount());
      }
    }
    events.add(batch);
  }

  // ---- events, in the order of their times

  @Override
  public void take(long runtimeId, int worker, EventCursor event, long at) throws IOException {
    lastTaken = Math.max(lastTaken, at);
    tellStatuses(at);
    if (at >= nextSweep) {
      nextSweep = at + FORGET_AFTER / 10;
      tasks.forget(at - FORGET_AFTER);
      incidents.release(at);
    }
    if (worker >= 0) {
      worker(workerOf(runtimeId, worker), runtimeId, event, at);
    } else {
      thread(event, at);
    }
  }

  private void tellStatuses(long until) throws IOException {
    for (RuntimesUpdate next = statuses.peek();
        next != null && since(next.getStamp()) <= until;
        next = statuses.peek()) {
      statuses.remove();
      for (RuntimeStatus status : next.getRuntimesList()) {
        runtimes.status(status, since(next.getStamp()));
      }
    }
  }

  private void worker(WorkerTrack mine, long runtimeId, EventCursor event, long at)
      throws IOException {
    switch (event.kind()) {
      case EVENT_KIND_POLL_START -> {
        TaskTrack task = tasks.get(event.task());
        task.belongsTo(runtimeId, 0, false);
        mine.pollStarts(task, event.flags() == 1, at);
      }
      case EVENT_KIND_POLL_END -> mine.pollEnds(at);
      case EVENT_KIND_SPAWN, EVENT_KIND_WAKE, EVENT_KIND_END ->
          task(event, at, mine.track(), mine.polled(), runtimeId);
      case EVENT_KIND_STEAL ->
          mine.happens(
              "steal",
              new Arguments().add("from worker", event.first()).add("tasks", event.second()),
              at);
      case EVENT_KIND_PARK -> mine.parks(at);
      case EVENT_KIND_UNPARK -> mine.unparks(at);
      case EVENT_KIND_DRIVER_TURN -> mine.happens("driver turn", turn(event), at);
      case EVENT_KIND_QUEUES -> {
        mine.queued(at, event.first());
        runtimes.get(runtimeId).inject.set(at, event.second());
      }
      case EVENT_KIND_LOST -> mine.lost(at, event.first());
      case EVENT_KIND_COUNT, // for those who check the recording
          EVENT_KIND_JOB_START, // of other threads only
          EVENT_KIND_JOB_END,
          EVENT_KIND_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
    mine.seen(at);
  }

  private static Arguments turn(EventCursor event) {
    var arguments = new Arguments().add("events", event.first()).add("took nanos", event.second());
    return (event.flags() & SLEPT) != 0 ? arguments.add("slept", true) : arguments;
  }

  private void thread(EventCursor event, long at) throws IOException {
    switch (event.kind()) {
      case EVENT_KIND_POLL_START -> {
        ThreadTrack mine = threadOf(event.thread());
        mine.pollStarts(tasks.get(event.task()), at);
        mine.seen(at);
      }
      case EVENT_KIND_POLL_END -> {
        ThreadTrack mine = threads.get(event.thread());
        if (mine == null || !mine.pollEnds(event.task(), at)) {
          endInPlace(event.task(), at);
        }
      }
      case EVENT_KIND_JOB_START -> {
        ThreadTrack mine = threadOf(event.thread());
        mine.jobStarts(event.task(), at);
        mine.seen(at);
      }
      case EVENT_KIND_JOB_END -> {
        ThreadTrack mine = threadOf(event.thread());
        mine.jobEnds(at);
        mine.seen(at);
      }
      case EVENT_KIND_SPAWN, EVENT_KIND_WAKE, EVENT_KIND_END -> {
        ThreadTrack mine = threadOf(event.thread());
        task(event, at, mine.track(), mine.polled(), 0);
        mine.seen(at);
      }
      case EVENT_KIND_LOST -> {
        for (ThreadTrack thread : threads.values()) {
          thread.lost();
        }
        note("events lost", at, new Arguments().add("events", event.first()));
      }
      case EVENT_KIND_STEAL,
          EVENT_KIND_PARK,
          EVENT_KIND_UNPARK,
          EVENT_KIND_DRIVER_TURN,
          EVENT_KIND_QUEUES,
          EVENT_KIND_COUNT,
          EVENT_KIND_UNSPECIFIED,
          UNRECOGNIZED -> {} // of workers only
    }
  }

  /// The end of a poll whose thread has begun it as a worker and is none any more.
  private void endInPlace(long task, long at) throws IOException {
    for (WorkerTrack worker : workers.values()) {
      OpenPoll ended = worker.takeInPlace(task);
      if (ended != null) {
        ended.task().pollEnds(ended, at, Arguments.NONE, true);
        return;
      }
    }
  }

  /// @param by the task whose poll it happened in; 0 for none
  private void task(EventCursor event, long at, long track, long by, long runtimeId)
      throws IOException {
    if (event.kind() == EventKind.EVENT_KIND_END) {
      String outcome =
          switch (event.flags()) {
            case 0 -> "completed";
            case 1 -> "failed";
            default -> "cancelled";
          };
      TaskTrack ended = tasks.end(event.task(), at, outcome);
      if (!ended.isRoot()) {
        runtimes.get(ended.runtimeId()).live.add(at, -1);
      }
      return;
    }
    TaskTrack task = tasks.get(event.task());
    if (event.kind() == EventKind.EVENT_KIND_SPAWN) {
      boolean root = event.flags() == ROOT;
      task.belongsTo(task.runtimeId() == 0 ? runtimeId : 0, event.second(), root);
      task.spawned(at, track, event.first());
      if (!root) {
        runtimes.get(task.runtimeId()).live.add(at, 1);
      }
    } else if ((event.flags() & SUBMITS) != 0) {
      task.queued(at, track, by);
    } else if ((event.flags() & ITSELF) != 0) {
      task.wokeItself();
    } else {
      task.woken(at, track, by);
    }
  }

  // ---- tracks

  private WorkerTrack workerOf(long runtimeId, int worker) throws IOException {
    var key = new LaneKey(runtimeId, worker);
    WorkerTrack known = workers.get(key);
    if (known == null) {
      String name = runtimes.threadOf(runtimeId, worker);
      long tid = FIRST_WORKER_TID + workers.size();
      long track = writer.describeThread(process, pid, tid, name);
      known = new WorkerTrack(writer, incidents, runtimeId, worker, name, track);
      workers.put(key, known);
    }
    return known;
  }

  private ThreadTrack threadOf(long id) throws IOException {
    ThreadTrack known = threads.get(id);
    if (known == null) {
      if (threads.size() >= MOST_THREADS) {
        forgetThreads();
      }
      String name = threadNames.getOrDefault(id, "");
      name = name.isEmpty() ? "thread " + id : name;
      known = new ThreadTrack(writer, name, writer.describeThread(process, pid, id, name));
      threads.put(id, known);
    }
    return known;
  }

  /// Forgets the half that has been silent longest: each virtual thread that wakes a task is one.
  private void forgetThreads() {
    int most = threads.size() / 2;
    Iterator<ThreadTrack> oldest = threads.values().iterator();
    for (int i = 0; i < most; i++) {
      if (!oldest.next().isPolling()) {
        oldest.remove();
      }
    }
  }

  // ---- the end

  /// The recording has ended as it should.
  void end(RecordingEnd end) throws IOException {
    long at = Instants.nanos(end.getEndedAt()) - anchor;
    events.advance(at);
    finish("not over when the recording ended");
    note(
        "recording ends",
        at,
        new Arguments()
            .add("events lost", end.getLosses().getEvents())
            .add("incidents lost", end.getLosses().getIncidents())
            .add("finished tasks lost", end.getLosses().getFinishedTasks()));
  }

  /// It has no end, for that reason.
  void breakOff(String why) throws IOException {
    finish(why);
    note(
        "recording breaks off",
        Math.max(lastTaken, events.newest()),
        new Arguments().add("why", why));
  }

  private void finish(String why) throws IOException {
    events.releaseAll();
    long now = Math.max(lastTaken, events.newest());
    tellStatuses(now);
    statuses.clear();
    for (WorkerTrack worker : workers.values()) {
      worker.stop(now, why);
    }
    for (ThreadTrack thread : List.copyOf(threads.values())) {
      thread.stop(now, why);
    }
    tasks.close(now);
    incidents.releaseAll();
    for (Map.Entry<LaneKey, Map<EventKind, Long>> entry : lost.entrySet()) {
      LaneKey lane = entry.getKey();
      String of =
          lane.worker < 0 ? "other threads" : runtimes.threadOf(lane.runtimeId, lane.worker);
      var arguments = new Arguments().add("of", of);
      entry
          .getValue()
          .forEach((kind, count) -> arguments.add(Labels.words(kind.name(), "EVENT_KIND_"), count));
      note("events lost in all", now, arguments);
    }
    lost.clear();
  }

  private void note(String what, long at, Arguments arguments) throws IOException {
    if (notes == 0) {
      notes = writer.describeTrack(process, "recording");
    }
    writer.instant(notes, at, "recording", what, arguments, 0);
  }
}
