package dev.vitrine.internal.instrument;

import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.EventFeed;
import dev.vitrine.instrument.Incident;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Watch;
import dev.vitrine.internal.record.Recorder;
import java.util.Collection;
import java.util.List;

/// What the public door finds behind it.
public final class InstrumentSources implements Instruments.Sources {
  private static int open;

  private final Watches watches;

  /// How to make a watch.
  public interface Watches {
    /// @param listsResources whether resources are listed while it is open
    Watch open(boolean listsResources);
  }

  public InstrumentSources(Watches watches) {
    this.watches = watches;
  }

  @Override
  public Collection<? extends Callsite> callsites() {
    return Callsites.all();
  }

  @Override
  public List<Incident> incidents() {
    return Incidents.all();
  }

  @Override
  public long forgottenIncidents() {
    return Incidents.forgotten();
  }

  @Override
  public Watch watch() {
    opened();
    return watches.open(true);
  }

  @Override
  public Watch watchTasks() {
    opened();
    return watches.open(false);
  }

  @Override
  public EventFeed events() {
    return Recorder.open(() -> Tier.record(true), () -> Tier.record(false));
  }

  private static synchronized void opened() {
    open++;
    Tier.watch(true);
  }

  /// A watch has been closed.
  public static synchronized void closed() {
    open--;
    if (open == 0) {
      Tier.watch(false);
    }
  }
}
