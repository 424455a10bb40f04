package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Incident.Kind;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resources;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.internal.instrument.OsThread.Activity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks at one worker each tick, and makes an incident of a poll that lasts too long. The
/// watchdog's thread alone uses it.
///
/// A poll is known by the worker's count of polls. Its length is counted in ticks of the watchdog,
/// each worth a few milliseconds at most: a pause that stops every thread stops the watchdog too,
/// and is nobody's fault. Time in which the host gave the worker no CPU is taken off.
final class PollWatch {
  private static final long MOST_PER_TICK = 10_000_000;
  private static final long PROBE_AFTER = 10_000_000;
  private static final long SAMPLE_EVERY = 50_000_000;
  private static final int MOST_SAMPLES = 64;
  private static final int FEW_POLLS = 10;

  private final RuntimeView runtime;
  private final WatchedWorker worker;

  private long poll = -1;
  private @Nullable TaskView task;
  private long lasts;
  private boolean pollsAreLong;
  private long lastsAtProbe;
  private long notCounted;
  private OsThread.@Nullable Reading atProbe;
  private OsThread.@Nullable Reading atLastLook;
  private long nextSample;
  private @Nullable Incident incident;
  private KindVotes kinds = new KindVotes();
  private final Map<List<StackTraceElement>, Integer> samples = new LinkedHashMap<>();

  PollWatch(RuntimeView runtime, WorkerView worker) {
    this.runtime = runtime;
    this.worker = (WatchedWorker) worker;
  }

  WorkerView worker() {
    return worker;
  }

  /// How long the current poll has lasted, pauses not counted; 0 when there is none.
  long lastsNanos() {
    return lasts;
  }

  /// Whether the worker was polling at this look and at the one before, and has done only few polls
  /// in between.
  boolean pollsAreLong() {
    return pollsAreLong;
  }

  void look(long now, long gap) {
    TaskView current = worker.currentTask().orElse(null);
    long polls = worker.polls();
    pollsAreLong = current != null && task != null && polls - poll < FEW_POLLS;
    if (current == null || polls != poll || current != task) {
      ended(now);
      poll = polls;
      task = current;
      return;
    }
    lasts += Math.min(gap, MOST_PER_TICK);
    notCounted += Math.max(gap - MOST_PER_TICK, 0);
    Thread thread = worker.thread();
    if (!Tier.ALWAYS || lasts < PROBE_AFTER || thread == null) { // uncounted polls look like one
      return;
    }
    if (atProbe == null) {
      atProbe = OsThread.read(worker.osThreadId(), thread);
      atLastLook = atProbe;
      lastsAtProbe = lasts;
      notCounted = 0;
    } else if (lasts >= Incidents.THRESHOLD_NANOS && now - nextSample >= 0) {
      nextSample = now + SAMPLE_EVERY;
      sample(now, current, thread, atProbe);
    }
  }

  private void sample(long now, TaskView blamed, Thread thread, OsThread.Reading before) {
    OsThread.Reading reading = OsThread.read(worker.osThreadId(), thread);
    OsThread.Reading lastLook = atLastLook;
    atLastLook = reading;
    long own = lasts - delayed(reading, before);
    if (own < Incidents.THRESHOLD_NANOS) {
      nextSample = now; // the host is busy: the poll has not had its time yet
      return;
    }
    Thread.State stateBefore = thread.getState();
    List<StackTraceElement> frames = stackOf(blamed, thread);
    Thread.State state = thread.getState();
    if (frames.isEmpty() || worker.polls() != poll || worker.currentTask().orElse(null) != blamed) {
      return; // it has just ended
    }
    long couldRun = Math.max(1, own - lastsAtProbe);
    double cpuShare =
        reading.cpuNanos() < 0 ? -1 : (double) (reading.cpuNanos() - before.cpuNanos()) / couldRun;
    Incident open = incident;
    Kind seen = // none if the stack may be of another moment than the state
        state == stateBefore
            ? BlockingKind.of(frames, state, cpuShare, activity(reading, lastLook, frames))
            : null;
    Kind kind;
    if (seen != null) {
      kind = kinds.add(seen);
    } else if (open != null) {
      kind = open.kind();
    } else {
      nextSample = now; // or it is ready and gets no CPU: look again
      return;
    }
    if (samples.size() < MOST_SAMPLES || samples.containsKey(frames)) {
      samples.merge(frames, 1, Integer::sum);
    }
    long started = Math.max(blamed.lastPollStartedNanos(), Incidents.ANCHOR);
    incident =
        Incidents.put(
            new Incident(
                open != null ? open.id() : Incidents.nextId(),
                0,
                kind,
                true,
                started,
                now - started,
                runtime.id(),
                worker.index(),
                thread.getName(),
                blamed.id(),
                blamed.name(),
                blamed.callsite(),
                open != null ? open.line() : lineOf(frames),
                samplesNow(),
                worker.localDepth() + (worker.isLifoOccupied() ? 1 : 0),
                Math.max(
                    worker.longestWaitNanos(now), open != null ? open.longestWaitNanos() : 0)));
  }

  /// How much of what was counted since the probe the host gave the worker no CPU for. Where the
  /// host held up the watchdog as well, that time has not been counted in the first place.
  private long delayed(OsThread.Reading reading, OsThread.Reading before) {
    return Math.max(0, reading.delayedNanos() - before.delayedNanos() - notCounted);
  }

  /// What the thread does on its own account. One that has stopped for the JVM, as at a safepoint,
  /// waits in the kernel as well, and is as good as ready: it is not inside native code then, and
  /// does not wait for long. Neither is one that waits for a lock whose owner gets no CPU.
  private static Activity activity(
      OsThread.Reading reading,
      OsThread.@Nullable Reading lastLook,
      List<StackTraceElement> frames) {
    boolean ownWait =
        frames.getFirst().isNativeMethod() || (lastLook != null && reading.isSameWaitAs(lastLook));
    return reading.isInKernel() && !ownWait ? Activity.ON_OR_WAITING_FOR_CPU : reading.activity();
  }

  /// The runtime is closed, or the poll has ended.
  void end() {
    ended(System.nanoTime());
  }

  private void ended(long now) {
    Incident open = incident;
    if (open != null) {
      TaskView blamed = task;
      long end =
          blamed != null && blamed.lastPollEndedNanos() > open.startedNanos()
              ? blamed.lastPollEndedNanos()
              : now;
      Incidents.put(
          Incidents.ended(open, Math.max(end - open.startedNanos(), open.durationNanos())));
    }
    if (open != null) {
      incident = null;
      kinds = new KindVotes();
      samples.clear();
    }
    atProbe = null;
    atLastLook = null;
    nextSample = now;
    lasts = 0;
  }

  private List<Incident.Sample> samplesNow() {
    var list = new ArrayList<Incident.Sample>();
    samples.forEach((frames, count) -> list.add(new Incident.Sample(frames, count)));
    return list;
  }

  /// The stack of the block that is mounted on the worker, or of the worker itself.
  private static List<StackTraceElement> stackOf(TaskView blamed, Thread thread) {
    for (TaskView.StackView stack : blamed.stacks()) {
      if (stack.running() && !stack.frames().isEmpty()) {
        return stack.frames();
      }
    }
    return List.of(thread.getStackTrace());
  }

  private static @Nullable Location lineOf(List<StackTraceElement> frames) {
    for (StackTraceElement frame : frames) {
      if (Resources.isUserCode(frame.getClassName())) {
        return Location.of(frame);
      }
    }
    return null;
  }
}
