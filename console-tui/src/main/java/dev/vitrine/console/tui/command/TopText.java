package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.lint.Lints;
import dev.vitrine.console.client.model.Pulse;
import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.model.TaskFilter;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Foreign;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.TaskCounts;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.tui.view.IncidentText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A snapshot as plain text, no wider than it has to be, with nothing that a terminal could take
/// for a command.
final class TopText {
  private static final int MOST_ROWS = 10;

  private final StringBuilder text = new StringBuilder();

  private TopText() {}

  static String of(Snapshot snapshot) {
    var top = new TopText();
    top.head(snapshot);
    top.workers(snapshot.pulses());
    top.incidents(snapshot);
    top.lints(snapshot);
    top.tasks(snapshot.tasks().orElse(TaskPage.getDefaultInstance()));
    top.resources(snapshot.resources().orElse(ResourcesUpdate.getDefaultInstance()));
    top.callsites(snapshot.callsites());
    return top.text.toString();
  }

  private void head(Snapshot snapshot) {
    TaskCounts counts =
        snapshot.tasks().map(TaskPage::getCounts).orElse(TaskCounts.getDefaultInstance());
    snapshot
        .process()
        .ifPresentOrElse(
            process ->
                line(
                    "%s · pid %d · %s · JDK %s",
                    Processes.shortName(process.getMain()),
                    process.getPid(),
                    snapshot.address(),
                    process.getJdkVersion()),
            () ->
                line(
                    "Rust program · %s (no workers, incidents or stacks: its service has none)",
                    snapshot.address()));
    line(
        "tasks: %s running, %s scheduled, %s idle, %s finished and kept",
        Counts.whole(counts.getRunning()),
        Counts.whole(counts.getScheduled()),
        Counts.whole(counts.getIdle()),
        Counts.whole(counts.getFinished()));
  }

  private void workers(List<Pulse> pulses) {
    for (Pulse pulse : pulses) {
      var pool = pulse.status().getBlocking();
      line("");
      line(
          "runtime %s: inject %d, blocking pool %d busy %d idle of %d, queue %d, live tasks %s, spawned %s",
          pulse.status().getName(),
          pulse.status().getInjectDepth(),
          pool.getThreads() - pool.getIdle(),
          pool.getIdle(),
          pool.getCap(),
          pool.getQueued(),
          Counts.whole(pulse.status().getLiveTasks()),
          Counts.whole(pulse.status().getSpawnedTasks()));
      line(
          "%-8s %-18s %6s %9s %9s %6s  %s",
          "WORKER", "STATE", "BUSY", "POLLS/S", "STEALS/S", "LOCAL", "TASK NOW");
      for (Pulse.Worker worker : pulse.workers()) {
        var status = worker.status();
        String state =
            status
                .getState()
                .name()
                .replace("STATE_", "")
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
        String polling =
            status.getPollRunningNanos() > 0
                ? " " + Durations.brief(status.getPollRunningNanos())
                : "";
        line(
            "%-8s %-18s %6s %9s %9s %6d  %s",
            "w" + status.getIndex(),
            state + polling,
            Counts.percent(worker.busy()),
            Counts.rate(worker.pollsPerSecond()),
            Counts.rate(worker.stealsPerSecond()),
            status.getLocalDepth(),
            task(status.getCurrentTask().getId(), status.getCurrentTask().getName()));
      }
    }
  }

  private void incidents(Snapshot snapshot) {
    if (snapshot.incidents().isEmpty()) {
      return;
    }
    line("");
    line("%-6s %-6s %-19s %-24s %6s  %s", "LASTED", "NOW", "BLOCKED BY", "TASK", "BEHIND", "LINE");
    snapshot.incidents().stream()
        .sorted(
            Comparator.comparing((Incident one) -> !one.getOngoing())
                .thenComparingLong(one -> -one.getId()))
        .limit(MOST_ROWS)
        .forEach(
            one ->
                line(
                    "%-6s %-6s %-19s %-24s %6d  %s",
                    Durations.brief(one.getDurationNanos()),
                    one.getOngoing() ? "lasts" : "ended",
                    IncidentText.kind(one.getKind()),
                    task(one.getTask().getId(), one.getTask().getName()),
                    one.getQueuedBehind(),
                    Places.full(one.getBlockingLine())));
    if (snapshot.incidents().size() > MOST_ROWS) {
      line("... and %s more", Counts.whole(snapshot.incidents().size() - MOST_ROWS));
    }
  }

  private void lints(Snapshot snapshot) {
    var summary = Lints.summary(snapshot);
    if (!summary.isEmpty()) {
      line("");
      summary.forEach(
          (lint, tasks) ->
              line("lint %s: %s %s", lint.id(), Counts.whole(tasks), lint.summary(tasks)));
    }
  }

  private void tasks(TaskPage page) {
    line("");
    line(
        "%8s %-8s %-24s %6s %6s %6s %6s %6s  %-28s %s",
        "ID",
        "STATE",
        "NAME",
        "BUSY",
        "SCHED",
        "IDLE",
        "POLLS",
        "WAKES",
        "WAITING ON",
        "SPAWNED AT");
    for (TaskRow row : page.getRowsList()) {
      line(
          "%8s %-8s %-24s %6s %6s %6s %6s %6s  %-28s %s",
          Long.toUnsignedString(row.getId()),
          TaskFilter.nameOf(row.getState()),
          row.getName(),
          Durations.brief(row.getBusyNanos()),
          Durations.brief(row.getScheduledNanos()),
          Durations.brief(row.getIdleNanos()),
          Counts.brief(row.getPolls()),
          Counts.brief(row.getWakes()),
          row.hasWaitingOn() ? waiting(row) : "-",
          Places.full(row.getSpawnedAt()));
    }
    long more = page.getMatching() - page.getRowsCount();
    if (more > 0) {
      line("... and %s more", Counts.whole(more));
    }
  }

  private static String waiting(TaskRow row) {
    var holder = row.getWaitingOn().getHolder();
    return RowFacts.waitText(row.getWaitingOn())
        + (holder.getId() == 0 ? "" : " held by " + holder.getId());
  }

  private void resources(ResourcesUpdate update) {
    if (update.getGroupsCount() == 0) {
      return;
    }
    line("");
    line(
        "%-28s %-9s %6s %6s %8s %8s  %s",
        "RESOURCE", "KIND", "COUNT", "HELD", "WAITERS", "LONGEST", "MADE AT");
    for (ResourceGroup group :
        update.getGroupsList().subList(0, Math.min(MOST_ROWS, update.getGroupsCount()))) {
      line(
          "%-28s %-9s %6s %6s %8s %8s  %s",
          group.getType(),
          group.getKind(),
          Counts.brief(group.getResources()),
          Counts.brief(group.getHeld()),
          Counts.brief(group.getWaiters()),
          group.getWaiters() == 0 ? "-" : Durations.brief(group.getLongestWaitNanos()),
          Places.full(group.getMadeAt()));
    }
  }

  private void callsites(List<Callsite> callsites) {
    if (callsites.isEmpty()) {
      return;
    }
    line("");
    line(
        "%6s %8s %6s %6s %7s %6s %6s %6s  %s",
        "ALIVE", "SPAWNED", "FAILED", "CANCEL", "POLLS", "BUSY", "P99", "MAX", "SPAWNED AT");
    callsites.stream()
        .sorted(Comparator.comparingLong(Callsite::getBusyNanos).reversed())
        .limit(MOST_ROWS)
        .forEach(
            site ->
                line(
                    "%6s %8s %6s %6s %7s %6s %6s %6s  %s",
                    Counts.brief(site.getAlive()),
                    Counts.brief(site.getSpawned()),
                    Counts.brief(site.getFailed()),
                    Counts.brief(site.getCancelled()),
                    Counts.brief(site.getPolls()),
                    Durations.brief(site.getBusyNanos()),
                    site.hasPollTimes() ? Durations.brief(site.getPollTimes().getP99Nanos()) : "-",
                    site.hasPollTimes() ? Durations.brief(site.getPollTimes().getMaxNanos()) : "-",
                    Places.full(site.getLocation())));
  }

  private static String task(long id, String name) {
    return id == 0 ? "-" : name.isEmpty() ? Long.toString(id) : id + " " + name;
  }

  // Every format is written in this file.
  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String format, Object... values) {
    text.append(Foreign.clean(format.formatted(values)).stripTrailing()).append('\n');
  }
}
