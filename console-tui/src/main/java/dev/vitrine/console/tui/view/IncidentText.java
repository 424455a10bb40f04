package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.tui.terminal.Look;

/// Incidents in words.
public final class IncidentText {
  private IncidentText() {}

  /// What held the worker, in short.
  public static String kind(Incident.Kind kind) {
    return switch (kind) {
      case KIND_FILE_OR_NATIVE -> "file or native call";
      case KIND_LOCK -> "lock";
      case KIND_SLEEP -> "sleep";
      case KIND_CLASS_LOADING -> "class loading";
      case KIND_PINNED -> "pinned";
      case KIND_CPU -> "CPU";
      case KIND_GC -> "GC";
      case KIND_HOST_BUSY -> "host busy";
      case KIND_UNSPECIFIED, UNRECOGNIZED -> "not known";
    };
  }

  /// What to do about it, in one sentence.
  public static String advice(Incident.Kind kind) {
    return switch (kind) {
      case KIND_FILE_OR_NATIVE ->
          "Do it in spawnBlocking, or use the async counterpart: no virtual thread can suspend such a call.";
      case KIND_LOCK ->
          "Use the async Mutex, or take the lock inside an async block, where waiting for it suspends.";
      case KIND_SLEEP ->
          "Use Time.sleep(...).await(), which gives the worker to other tasks meanwhile.";
      case KIND_CLASS_LOADING ->
          "Load or initialise the class before the runtime starts, or in spawnBlocking.";
      case KIND_PINNED ->
          "A native frame on the stack keeps the task on its worker: await outside of it.";
      case KIND_CPU ->
          "Move the computation to spawnBlocking, or call yieldNow().await() in between.";
      case KIND_GC -> "All threads had stopped: look at the collector, not at a task.";
      case KIND_HOST_BUSY ->
          "The machine gave the worker no processor: look at what else runs there.";
      case KIND_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  /// `reader-7 holds worker 0 since 812ms in FileInputStream.readBytes, Feed.java:58; 14 tasks wait
  /// behind it`.
  static String sentence(Incident incident, Look look) {
    String task =
        incident.getTask().getName().isEmpty()
            ? "task " + TaskText.ref(incident.getTask())
            : incident.getTask().getName();
    var text = new StringBuilder(task);
    text.append(" holds worker ").append(incident.getWorker()).append(" since ");
    text.append(Durations.brief(incident.getDurationNanos(), look.unicode()));
    String where = innermost(incident);
    if (!where.isEmpty()) {
      text.append(" in ").append(where);
    }
    if (incident.hasBlockingLine()) {
      text.append(", ").append(Places.brief(incident.getBlockingLine()));
    }
    if (incident.getQueuedBehind() > 0) {
      text.append("; ").append(Counts.whole(incident.getQueuedBehind()));
      text.append(
          incident.getQueuedBehind() == 1 ? " task waits behind it" : " tasks wait behind it");
    }
    return text.toString();
  }

  /// The innermost frame, or the kind when there is none.
  static String innermost(Incident incident) {
    if (!incident.hasInnermost()) {
      return kind(incident.getKind());
    }
    var frame = incident.getInnermost();
    return Places.shortClass(frame.getClassName()) + "." + frame.getMethod();
  }
}
