package dev.vitrine.internal.task;

import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeFailure;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.internal.context.Current;
import dev.vitrine.internal.context.RuntimeContext;
import dev.vitrine.internal.instrument.InstrumentSources;

/// What has to be in place before the first runtime of the process.
public final class RuntimeStart {
  static {
    BlockAwaiter.install();
    Wakes.listen(RuntimeStart::wakerFailed);
    Instruments.install(() -> new InstrumentSources(TaskWatch::new));
    String version = RuntimeStart.class.getPackage().getImplementationVersion();
    System.setProperty("vitrine.runtime", version == null ? "development" : version);
  }

  private RuntimeStart() {}

  private static void wakerFailed(String what, Throwable thrown) {
    RuntimeContext here = Current.runtime();
    Instruments.failed(new RuntimeFailure(here == null ? "" : here.name(), what, thrown));
  }

  /// Puts it in place, once.
  public static void loaded() {
    // the work is done by loading the class
  }
}
