package dev.vitrine.sync;

import dev.vitrine.testing.Linearizable;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tries, releases and takes out of circulation at a pool of permits are linearizable.
@Tag("race")
@SuppressWarnings({
  "exports",
  "missing-explicit-ctor"
}) // public for the checker, in no module that users see
public class PermitPoolLincheckTest {
  private final PermitPool pool = new PermitPool(1);

  @Test
  void answersAsIfOneAfterTheOther() {
    Linearizable.check(PermitPoolLincheckTest.class, OneAfterTheOther.class);
  }

  @Operation
  public boolean tryOne() {
    return pool.tryAcquire(1) == PermitPool.Outcome.ACQUIRED;
  }

  @Operation
  public boolean tryTwo() {
    return pool.tryAcquire(2) == PermitPool.Outcome.ACQUIRED;
  }

  @Operation
  public void release() {
    pool.release(1);
  }

  @Operation
  public int forget() {
    return pool.forget(2);
  }

  @Operation
  public int free() {
    return pool.free();
  }

  @Operation
  public void close() {
    pool.close();
  }

  /// What the answers have to be.
  public static class OneAfterTheOther {
    private int free = 1;
    private boolean closed;

    public boolean tryOne() {
      return take(1);
    }

    public boolean tryTwo() {
      return take(2);
    }

    public void release() {
      free++;
    }

    public int forget() {
      int taken = Math.min(2, free);
      free -= taken;
      return taken;
    }

    public int free() {
      return free;
    }

    public void close() {
      closed = true;
    }

    public boolean take(int count) {
      if (closed || free < count) {
        return false;
      }
      free -= count;
      return true;
    }
  }
}
