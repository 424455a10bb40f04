package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import dev.vitrine.console.proto.v1.Callsite;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Losses;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.search.TextPattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is known of the watched process, in pieces as they arrive. Kept when a connection is lost,
/// cleared when another process is met.
///
/// - **Threads:** one at a time.
public final class Board {
  private static final int MOST_INCIDENTS = 2_000;

  private Snapshot.Service service = Snapshot.Service.NONE;
  private Set<Snapshot.Part> parts = EnumSet.noneOf(Snapshot.Part.class);
  private @Nullable Description process;
  private PulseHistory history = new PulseHistory();
  private List<Pulse> pulses = List.of();
  private Losses losses = Losses.getDefaultInstance();
  private TreeMap<Long, Incident> incidents = new TreeMap<>();
  private Map<Long, Callsite> callsites = new LinkedHashMap<>();
  private @Nullable TaskPage tasks;
  private String refusal = "";
  private @Nullable TaskDetail detail;
  private boolean detailGone;
  private @Nullable ResourcesUpdate resources;
  private TokioStore store = new TokioStore();
  private TaskDetails tokioDetails = TaskDetails.getDefaultInstance();
  private boolean serverPaused;
  private int restarts;
  private long takenAtNanos;

  /// What this one knows now; what comes later does not change it.
  public Board frozen() {
    var copy = new Board();
    copy.service = service;
    copy.parts = EnumSet.copyOf(parts);
    copy.process = process;
    copy.history = history.copy();
    copy.pulses = pulses;
    copy.losses = losses;
    copy.incidents = new TreeMap<>(incidents);
    copy.callsites = new LinkedHashMap<>(callsites);
    copy.tasks = tasks;
    copy.refusal = refusal;
    copy.detail = detail;
    copy.detailGone = detailGone;
    copy.resources = resources;
    copy.store = store.frozen();
    copy.tokioDetails = tokioDetails;
    copy.serverPaused = serverPaused;
    copy.restarts = restarts;
    copy.takenAtNanos = takenAtNanos;
    return copy;
  }

  /// Another process has taken the place of the one known so far.
  public void clear() {
    parts.clear();
    process = null;
    history = new PulseHistory();
    pulses = List.of();
    losses = Losses.getDefaultInstance();
    incidents.clear();
    callsites.clear();
    tasks = null;
    refusal = "";
    detail = null;
    detailGone = false;
    resources = null;
    store = new TokioStore();
    tokioDetails = TaskDetails.getDefaultInstance();
    restarts++;
  }

  /// A process of ours has described itself.
  public void describe(Description described) {
    boolean other = process != null && !process.getInstanceId().equals(described.getInstanceId());
    if (other || service == Snapshot.Service.TOKIO) {
      clear();
    }
    service = Snapshot.Service.VITRINE;
    process = described;
    touch();
  }

  public void runtimes(RuntimesUpdate update) {
    parts.add(Snapshot.Part.RUNTIMES);
    pulses = history.add(update);
    losses = update.getLosses();
    touch();
  }

  public void incidents(IncidentsUpdate update) {
    parts.add(Snapshot.Part.INCIDENTS);
    update.getIncidentsList().forEach(incident -> incidents.put(incident.getId(), incident));
    while (incidents.size() > MOST_INCIDENTS) {
      incidents.pollFirstEntry();
    }
    touch();
  }

  public void callsites(CallsitesUpdate update) {
    parts.add(Snapshot.Part.CALLSITES);
    update.getCallsitesList().forEach(callsite -> callsites.put(callsite.getId(), callsite));
    touch();
  }

  public void tasks(TaskPage page) {
    tasks = page;
    refusal = "";
    touch();
  }

  /// The query can not be answered; what was shown before stays.
  public void tasksRefused(String why) {
    refusal = why;
  }

  /// Another query is asked.
  public void notRefused() {
    refusal = "";
  }

  /// The answer of a search here, if it does not take too long.
  public void search(Supplier<TaskPage> search) {
    try {
      tasks = search.get();
      refusal = "";
    } catch (TextPattern.TooSlow slow) {
      tasksRefused(String.valueOf(slow.getMessage()));
    }
  }

  /// Rows that a paused view narrows and sorts by itself.
  public void reorder(TaskPage from, Focus focus) {
    var now = from.getStamp().getNow();
    var rows = from.getRowsList().stream().map(row -> new RowFacts(row, now)).toList();
    search(
        () -> {
          TaskPage narrowed = TaskPages.of(rows, focus.query(), RowFacts::row, from.getStamp());
          return narrowed.toBuilder()
              .setCounts(from.getCounts())
              .setTotal(Math.max(narrowed.getTotal(), from.getTotal()))
              .build();
        });
  }

  public void detail(TaskDetail shown) {
    detail = shown;
    detailGone = false;
    touch();
  }

  public void detailGone() {
    detailGone = true;
  }

  /// Another task is to be shown.
  public void noDetail() {
    detail = null;
    detailGone = false;
    tokioDetails = TaskDetails.getDefaultInstance();
  }

  public void resources(ResourcesUpdate update) {
    resources = update;
    touch();
  }

  public Optional<ResourcesUpdate> resources() {
    return Optional.ofNullable(resources);
  }

  /// Whether this task is known in full.
  public boolean hasDetail(long taskId) {
    return detail != null && detail.getRow().getId() == taskId;
  }

  /// Takes over what another board knows of the task that is shown, if it is of the same process.
  public void detailOf(Board other) {
    if (other.restarts == restarts) {
      detail = other.detail;
    }
  }

  /// Takes over what another board knows of resources, if it is of the same process.
  public void resourcesOf(Board other) {
    if (other.restarts == restarts) {
      resources = other.resources;
    }
  }

  /// The store that a server of tokio-console's schema fills; what our own service told is
  /// forgotten.
  public TokioStore tokio() {
    if (service == Snapshot.Service.VITRINE) {
      clear();
    }
    service = Snapshot.Service.TOKIO;
    return store;
  }

  public void tokioDetails(TaskDetails details) {
    tokioDetails = details;
  }

  public void serverPaused(boolean paused) {
    serverPaused = paused;
  }

  /// Answers what the views ask, from the store.
  public void answerFromStore(Focus focus) {
    if (!store.isUpdated()) {
      return;
    }
    search(() -> store.page(focus.query()));
    losses = Losses.newBuilder().setEvents(store.dropped()).build();
    callsites.clear();
    store.callsites().forEach(callsite -> callsites.put(callsite.getId(), callsite));
    if (focus.taskId() != 0) {
      detail = store.detail(focus.taskId(), tokioDetails).orElse(detail);
      detailGone = store.wireId(focus.taskId()) == 0;
    }
    if (focus.resources()) {
      resources =
          store.resources(
              WatchResourcesRequest.newBuilder().addAllOpenGroups(focus.openGroups()).build());
    }
  }

  /// Something has arrived.
  public void touch() {
    takenAtNanos = System.nanoTime();
  }

  public long takenAtNanos() {
    return takenAtNanos;
  }

  public Snapshot.Service service() {
    return service;
  }

  public Optional<TaskPage> page() {
    return Optional.ofNullable(tasks);
  }

  /// Everything, for the views.
  ///
  /// @param shown which board says whether the task is there at all: also a paused view opens tasks
  ///   that it has not shown before
  public Snapshot snapshot(
      String address,
      Connection connection,
      long taskId,
      Board shown,
      long pausedAtNanos,
      long lateNanos) {
    return new Snapshot(
        address,
        connection,
        service,
        Set.copyOf(parts),
        Optional.ofNullable(process),
        pulses,
        losses,
        new ArrayList<>(incidents.values()),
        new ArrayList<>(callsites.values()),
        Optional.ofNullable(tasks),
        refusal,
        hasDetail(taskId) ? Optional.ofNullable(detail) : Optional.empty(),
        detailGone || shown.detailGone,
        Optional.ofNullable(resources),
        shown.restarts,
        pausedAtNanos,
        lateNanos,
        serverPaused,
        takenAtNanos);
  }
}
