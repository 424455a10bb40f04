package com.acme;

import static dev.vitrine.Tasks.async;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vitrine.future.Async;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/// Waits in an async block that can not suspend there, because C code called it: the C library
/// sorts, and asks Java to compare.
public final class IsPinned extends Trap {
  private final CountDownLatch released = new CountDownLatch(1);
  private final Arena arena = Arena.ofShared();
  private final MethodHandle sort;
  private final MemorySegment comparing;

  /// One that has found its way to C and back already, which takes as long as an incident.
  @SuppressWarnings("restricted") // calls C
  public IsPinned() throws ReflectiveOperationException {
    Linker linker = Linker.nativeLinker();
    sort =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("qsort"),
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
    MethodHandle compare =
        MethodHandles.lookup()
            .findVirtual(
                IsPinned.class,
                "compare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class))
            .bindTo(this);
    comparing =
        linker.upcallStub(compare, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), arena);
  }

  @Override
  public Async<?> body() {
    return async(
        () -> {
          sort.invokeExact(arena.allocateFrom(JAVA_INT, 2, 1), 2L, 4L, comparing);
          arena.close();
          return 1;
        });
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by C
  private int compare(MemorySegment one, MemorySegment other) {
    try {
      nextLinesBlock(1);
      released.await();
      return 0;
    } catch (InterruptedException e) {
      return 1; // what is thrown here would end the process
    }
  }

  @Override
  public void release() {
    released.countDown();
  }
}
