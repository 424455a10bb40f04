package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Incident;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeFailure;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Decides when a file is written without anybody asking for it.
///
/// Not at once, so that what comes of it is in the file, too: an incident's is due two seconds
/// after its end, and ten after it was seen at the latest; that of a failure one second after it.
/// Meanwhile other triggers add nothing, as the file will have them; and after it the same trigger
/// does nothing for a while.
final class AutomaticDumps {
  private static final long SECOND = 1_000_000_000;
  private static final int PATIENCE_SECONDS = 15;

  private final Flight flight;
  private final FlightSettings settings;
  private final ScheduledThreadPoolExecutor thread;
  private final Consumer<RuntimeFailure> failures = this::failed;

  private long
      newestSeen; // of the recorder's thread: an incident that began later has a higher number
  private final long startedAt = Times.now();

  // Of the thread of its own.
  private final Map<Trigger, Long> restUntil = new EnumMap<>(Trigger.class);
  private @Nullable Pending pending;

  /// A file that is to be written.
  ///
  /// @param incident its number; 0 for a failure
  private record Pending(
      Trigger trigger, String cause, long incident, long dueAt, ScheduledFuture<?> timer) {}

  AutomaticDumps(Flight flight, FlightSettings settings, ScheduledThreadPoolExecutor thread) {
    this.flight = flight;
    this.settings = settings;
    this.thread = thread;
  }

  void listen() {
    if (settings.triggers().contains(Trigger.FAILURE)) {
      Instruments.listenForFailures(failures);
    }
  }

  void stop() {
    Instruments.forgetListener(failures);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.shutdown();
  }

  private void onThread(Runnable job) {
    try {
      thread.execute(job);
    } catch (RejectedExecutionException _) {
      // It has been closed.
    }
  }

  // ---- incidents, on the recorder's thread

  /// Incidents as they are told: new ones, and those that have changed.
  void seen(IncidentsUpdate update) {
    if (!settings.triggers().contains(Trigger.INCIDENT)) {
      return;
    }
    for (Incident one : update.getIncidentsList()) {
      if (!one.hasTask()) {
        continue; // a pause that blames nobody
      }
      if (one.getId() > newestSeen) {
        newestSeen = one.getId();
        if (isSinceStart(one)) {
          onThread(() -> begun(one));
        }
      }
      if (!one.getOngoing()) {
        onThread(() -> ended(one.getId()));
      }
    }
  }

  /// Those that had ended before are told of in the first update.
  private boolean isSinceStart(Incident one) {
    return one.getOngoing()
        || StateFold.nanos(one.getStartedAt()) + one.getDurationNanos()
            >= StateFold.nanos(Times.timestamp(startedAt));
  }

  // ---- on the thread of its own

  private void begun(Incident incident) {
    want(Trigger.INCIDENT, describe(incident), incident.getId(), 10 * SECOND);
  }

  private void ended(long incident) {
    Pending waiting = pending;
    if (waiting != null && waiting.trigger == Trigger.INCIDENT && waiting.incident == incident) {
      long dueAt = Times.now() + within(2 * SECOND);
      if (dueAt < waiting.dueAt) {
        waiting.timer.cancel(false);
        pending = waiting(Trigger.INCIDENT, waiting.cause, incident, dueAt);
      }
    }
  }

  private void failed(RuntimeFailure failure) {
    String cause = failure.what() + " of runtime " + failure.runtime() + ": " + failure.cause();
    onThread(() -> want(Trigger.FAILURE, cause, 0, SECOND));
  }

  /// A file will be written, unless one has been or will be anyway.
  private void want(Trigger trigger, String cause, long incident, long after) {
    long now = Times.now();
    Long rest = restUntil.get(trigger);
    if (rest != null && now < rest) {
      return;
    }
    long dueAt = now + within(after);
    Pending waiting = pending;
    if (waiting != null) {
      if (waiting.trigger == trigger || trigger == Trigger.INCIDENT) {
        return;
      }
      waiting.timer.cancel(false); // a failure says more than the incident before it
      rests(waiting.trigger, now);
      dueAt = Math.min(dueAt, waiting.dueAt);
    }
    pending = waiting(trigger, cause, incident, dueAt);
  }

  /// What led to it must not be too old by then.
  private long within(long nanos) {
    return Math.min(nanos, settings.keep().toNanos() / 3);
  }

  private Pending waiting(Trigger trigger, String cause, long incident, long dueAt) {
    var timer =
        thread.schedule(
            () -> {
              pending = null;
              write(trigger, cause);
            },
            dueAt - Times.now(),
            TimeUnit.NANOSECONDS);
    return new Pending(trigger, cause, incident, dueAt, timer);
  }

  private void rests(Trigger trigger, long now) {
    restUntil.put(trigger, now + settings.every().toNanos());
  }

  private void write(Trigger trigger, String cause) {
    rests(trigger, Times.now());
    try {
      say(describe(flight.dump(trigger, cause), trigger, cause));
    } catch (IOException failed) {
      say(
          "could not write what it has kept, the program goes on ("
              + reason(trigger, cause)
              + "): "
              + why(failed));
    } catch (RuntimeException | Error broken) {
      say("failed, the program goes on: " + broken);
    }
  }

  // ---- the end of the process

  /// Writes what is still to be written.
  void exit() {
    try {
      thread.submit(this::writeLast).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      say("did not write its last file within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException | RejectedExecutionException _) {
      // Said by the thread, or it has been closed.
    }
  }

  private void writeLast() {
    Pending waiting = pending;
    pending = null;
    if (waiting != null) {
      waiting.timer.cancel(false);
      write(waiting.trigger, waiting.cause);
    } else if (settings.triggers().contains(Trigger.EXIT)) {
      write(Trigger.EXIT, "");
    }
  }

  // ---- words

  private static void say(String what) {
    System.err.println("vitrine: the flight recorder " + what);
  }

  private static String why(IOException failed) {
    return failed instanceof FileSystemException inFile && inFile.getReason() == null
        ? failed.getClass().getSimpleName() + " " + failed.getMessage()
        : String.valueOf(failed.getMessage());
  }

  private static String describe(Dump.Written written, Trigger trigger, String cause) {
    String size = String.format(Locale.ROOT, "%.1f MB", written.bytes() / 1e6);
    String span = String.format(Locale.ROOT, "%.1f s", written.span().toMillis() / 1e3);
    return "has written "
        + written.file().toAbsolutePath()
        + " ("
        + span
        + (written.about().getIsCutByMemory()
            ? " instead of "
                + written.about().getKeepNanos() / SECOND
                + " s: its memory of "
                + (written.about().getMemoryBytes() >> 20)
                + " MiB was full"
            : "")
        + ", "
        + size
        + (written.lost() > 0 ? ", " + written.lost() + " events lost" : "")
        + "): "
        + reason(trigger, cause);
  }

  private static String reason(Trigger trigger, String cause) {
    return cause.isEmpty() ? trigger.word() : trigger.word() + ", " + cause;
  }

  private static String describe(Incident incident) {
    String name = incident.getTask().getName();
    var line = incident.getBlockingLine();
    return incident
            .getKind()
            .name()
            .substring("KIND_".length())
            .toLowerCase(Locale.ROOT)
            .replace('_', ' ')
        + " in task "
        + incident.getTask().getId()
        + (name.isEmpty() ? "" : " \"" + name + "\"")
        + (incident.hasBlockingLine() ? " at " + line.getFile() + ":" + line.getLine() : "");
  }
}
