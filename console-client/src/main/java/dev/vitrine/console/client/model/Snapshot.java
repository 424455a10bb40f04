package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything a view may draw, at one instant. Never changes.
///
/// @param address what is watched, for people
/// @param connection how the connection stands; what is kept from before a loss stays in the other
///   parts
/// @param service which service feeds it
/// @param parts which parts have arrived from a service of ours
/// @param process empty until the process has described itself, and always for a program that
///   speaks only tokio-console's schema
/// @param pulses one per runtime
/// @param losses what the server could not keep
/// @param incidents newest last
/// @param callsites in no order
/// @param tasks the answer to [Focus#query]; empty until the first
/// @param refusal why [Focus#query] has no answer; empty when it has, or will have, one
/// @param detail of the task in [Focus#taskId]; empty until it has arrived
/// @param detailGone whether the task of [Focus#taskId] is not known to the server
/// @param resources empty until a view asked for them
/// @param restarts how often another process was met at the same address
/// @param pausedAtNanos `System.nanoTime` when this view was paused; 0 while it is live
/// @param lateNanos how long after the pause the task or the resources that are shown were asked
///   for and taken; 0 if they are of the moment of the pause, as everything else is
/// @param serverPaused whether another client has paused the server
/// @param takenAtNanos `System.nanoTime` when the newest data arrived; ages grow from there
public record Snapshot(
    String address,
    Connection connection,
    Service service,
    Set<Part> parts,
    Optional<Description> process,
    List<Pulse> pulses,
    Losses losses,
    List<Incident> incidents,
    List<Callsite> callsites,
    Optional<TaskPage> tasks,
    String refusal,
    Optional<TaskDetail> detail,
    boolean detailGone,
    Optional<ResourcesUpdate> resources,
    int restarts,
    long pausedAtNanos,
    long lateNanos,
    boolean serverPaused,
    long takenAtNanos) {

  /// Which service feeds a model.
  public enum Service {
    /// Not known yet.
    NONE,
    /// `vitrine.console.v1`: every view can be fed.
    VITRINE,
    /// Only tokio-console's: tasks, resources and async ops.
    TOKIO
  }

  /// What always flows from a service of ours.
  public enum Part {
    RUNTIMES,
    INCIDENTS,
    CALLSITES
  }

  /// Before anything is known.
  public static Snapshot empty(String address, Connection connection) {
    return new Snapshot(
        address,
        connection,
        Service.NONE,
        Set.of(),
        Optional.empty(),
        List.of(),
        Losses.getDefaultInstance(),
        List.of(),
        List.of(),
        Optional.empty(),
        "",
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        0,
        0,
        false,
        0);
  }

  /// The same, with more events lost than the process knew then: for recordings.
  public Snapshot withLostEvents(long events) {
    return new Snapshot(
        address,
        connection,
        service,
        parts,
        process,
        pulses,
        losses.toBuilder().setEvents(Math.max(events, losses.getEvents())).build(),
        incidents,
        callsites,
        tasks,
        refusal,
        detail,
        detailGone,
        resources,
        restarts,
        pausedAtNanos,
        lateNanos,
        serverPaused,
        takenAtNanos);
  }

  /// The same data, and another word on the connection.
  public Snapshot withConnection(Connection now) {
    return new Snapshot(
        address,
        now,
        service,
        parts,
        process,
        pulses,
        losses,
        incidents,
        callsites,
        tasks,
        refusal,
        detail,
        detailGone,
        resources,
        restarts,
        pausedAtNanos,
        lateNanos,
        serverPaused,
        takenAtNanos);
  }

  public boolean isPaused() {
    return pausedAtNanos != 0;
  }

  /// Whether the data is as new as it can be; that of a recording always is.
  public boolean isLive() {
    return connection instanceof Connection.Live || connection instanceof Connection.Replaying;
  }

  /// Whether there is anything to show.
  public boolean hasData() {
    return takenAtNanos != 0;
  }

  /// Incidents that last and blame a task, longest first.
  public List<Incident> alarms() {
    return incidents.stream()
        .filter(incident -> incident.getOngoing() && incident.hasTask())
        .sorted((a, b) -> Long.compare(b.getDurationNanos(), a.getDurationNanos()))
        .toList();
  }

  /// How long ago the data was true: 0 while it is live.
  public long ageNanos(long nowNanos) {
    return isLive() && !isPaused() ? 0 : Math.max(0, nowNanos - takenAtNanos);
  }
}
