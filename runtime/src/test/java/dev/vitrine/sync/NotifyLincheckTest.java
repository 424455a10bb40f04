package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Permits of a [Notify] that are left and taken are linearizable.
@Tag("race")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class NotifyLincheckTest {
  private final Notify notify = new Notify();

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(NotifyLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public void notifyOne() {
    notify.notifyOne();
  }

  @Operation
  public boolean takePermit() {
    return notify.isTold(notify.waiter());
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private boolean permit;

    public void notifyOne() {
      permit = true;
    }

    public boolean takePermit() {
      boolean had = permit;
      permit = false;
      return had;
    }
  }
}
