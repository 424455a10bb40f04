package dev.vitrine.stress;

import java.util.List;

/// Mistakes of waiting for sockets: readiness, descriptors, and the driver's close; see [Breaks].
final class DriverBreaks {
  private DriverBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "a clear does not look at the tick",
              "internal.driver.IoSource",
              "if (((now ^ seen) & (TICK | SHUTDOWN)) != 0 || taken == 0) {",
              "if (taken == 0) {",
              "IoSourceClearAgainstReady"),
          new Break(
              "a wait looks before it takes the lock",
              "internal.driver.IoSource",
              """
          lock.lock();
          try {
          if (closed || isReady(word, ops)) {\
          """,
              """
          boolean ready = isReady(word, ops);
          lock.lock();
          try {
          if (closed || ready) {\
          """,
              "IoSourceAwaitAgainstReady"),
          new Break(
              "shutdown wakes before it says so",
              "internal.driver.IoSource",
              """
          raise(0, SHUTDOWN);
          wakeAll();\
          """,
              """
          wakeAll();
          raise(0, SHUTDOWN);\
          """,
              "IoSourceAwaitAgainstShutdown"),
          new Break(
              "a user looks before it enters",
              "internal.driver.InUse",
              "if (((int) STATE.getAndAdd(this, USER) & CLOSED) == 0) {",
              """
          if (!isUseEnded()) {
          STATE.getAndAdd(this, USER);\
          """,
              "InUseEnterAgainstClose"),
          new Break(
              "the last to leave does not look",
              "internal.driver.InUse",
              """
          if ((int) STATE.getAndAdd(this, -USER) == (USER | CLOSED)) {
          releaseOnce();
          }\
          """,
              "STATE.getAndAdd(this, -USER);",
              "InUseEnterAgainstClose"),
          new Break(
              "a descriptor is released by all who find it without users",
              "internal.driver.InUse",
              "if (STATE.compareAndSet(this, CLOSED, CLOSED | RELEASED)) {",
              "if (state == CLOSED) {",
              "InUseEnterAgainstClose"),
          new Break(
              "a turn does not say that it uses the poller",
              "internal.driver.IoDriver",
              """
          try {
          turnOpen(nanos);
          } finally {
          use.leave();
          }\
          """,
              """
          use.leave();
          turnOpen(nanos);\
          """,
              "IoDriverCloseAgainstTurn"));
}
