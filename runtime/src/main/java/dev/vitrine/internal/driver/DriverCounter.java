package dev.vitrine.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A count with one writer at a time, the driver, that anybody may read.
final class DriverCounter {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(DriverCounter.class, "count", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long count;

  void increment() {
    COUNT.setOpaque(this, count + 1);
  }

  long get() {
    return (long) COUNT.getOpaque(this);
  }
}
