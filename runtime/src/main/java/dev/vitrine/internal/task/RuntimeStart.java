package dev.vitrine.internal.task;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.internal.instrument.InstrumentSources;

/// What has to be in place before the first runtime of the process.
public final class RuntimeStart {
  static {
    BlockAwaiter.install();
    Instruments.install(() -> new InstrumentSources(TaskWatch::new));
    String version = RuntimeStart.class.getPackage().getImplementationVersion();
    System.setProperty("vitrine.runtime", version == null ? "development" : version);
  }

  private RuntimeStart() {}

  /// Puts it in place, once.
  public static void loaded() {
    // the work is done by loading the class
  }
}
