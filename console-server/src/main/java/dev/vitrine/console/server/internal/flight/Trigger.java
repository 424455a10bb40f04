package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.FlightDump.Reason;
import java.util.Locale;

/// What has a dump written without anybody asking for it.
public enum Trigger {
  INCIDENT(Reason.REASON_INCIDENT),
  FAILURE(Reason.REASON_FAILURE),
  EXIT(Reason.REASON_EXIT);

  private final Reason reason;

  Trigger(Reason reason) {
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /// As in options and in names of files.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
