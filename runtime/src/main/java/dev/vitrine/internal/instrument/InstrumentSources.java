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
  private static int exact; // of these

  private final Watches watches;

  /// How to make a watch.
  public interface Watches {
    /// @param exact whether it wants more than to be told of changes
    Watch open(boolean exact);
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
    opened(true);
    return watches.open(true);
  }

  @Override
  public Watch watchChanges() {
    opened(false);
    return watches.open(false);
  }

  @Override
  public EventFeed events() {
    return Recorder.open(() -> Tier.record(true), () -> Tier.record(false));
  }

  private static synchronized void opened(boolean isExact) {
    open++;
    exact += isExact ? 1 : 0;
    tell();
  }

  /// A watch has been closed.
  ///
  /// @param isExact as when it was opened
  public static synchronized void closed(boolean isExact) {
    open--;
    exact -= isExact ? 1 : 0;
    tell();
  }

  private static void tell() {
    Tier.list(open > 0);
    Tier.watch(exact > 0);
  }
}
