package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.server.internal.read.Incidents;
import dev.vitrine.console.server.internal.read.TaskLookup;
import dev.vitrine.instrument.Incident;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Incidents: first all, then what has changed.
final class IncidentAnswers implements Feed.Answers<IncidentsUpdate> {
  private static final int MOST_BYTES = 3 << 20;

  private final Aggregator aggregator;
  private long seenVersion = Long.MIN_VALUE;
  private Set<Long> ongoing = new HashSet<>();

  IncidentAnswers(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  @Override
  public Optional<IncidentsUpdate> next() {
    List<Incident> all = aggregator.source().incidents();
    var update =
        IncidentsUpdate.newBuilder().setForgotten(aggregator.source().forgottenIncidents());
    var tasks = new TaskLookup(aggregator.source());
    int bytes = 0;
    // In the order of their changes, so that one that does not fit any more comes with the next
    // message.
    var changed = new ArrayList<>(all);
    changed.removeIf(one -> one.version() <= seenVersion);
    changed.sort((one, other) -> Long.compare(one.version(), other.version()));
    var chosen = new ArrayList<dev.vitrine.console.proto.v1.Incident>();
    for (Incident one : changed) {
      if (bytes > MOST_BYTES) {
        break;
      }
      var message = Incidents.message(one, tasks);
      bytes += message.getSerializedSize();
      chosen.add(message);
      seenVersion = one.version();
    }
    chosen.sort((one, other) -> Long.compareUnsigned(one.getId(), other.getId()));
    ongoing = ongoing(all);
    return Optional.of(update.addAllIncidents(chosen).setStamp(aggregator.stamp()).build());
  }

  /// Whether one has begun or ended since the last message.
  @Override
  public boolean isUrgent() {
    return !ongoing(aggregator.source().incidents()).equals(ongoing);
  }

  private static Set<Long> ongoing(List<Incident> all) {
    var ids = new HashSet<Long>();
    for (Incident one : all) {
      if (one.ongoing()) {
        ids.add(one.id());
      }
    }
    return ids;
  }
}
