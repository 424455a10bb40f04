package dev.vitrine.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Virtual threads whose scheduler is ours. JDK 25 has them for its own tests, behind a package
/// that must be opened.
///
/// The adapter finds the door once, tries it with a thread of its own, and says what to do when it
/// is closed or has changed. A JDK with a public interface for schedulers gets an adapter of its
/// own.
public final class VirtualThreads {
  private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;

  private static final Door DOOR = open();

  /// The way in. A record, because the JIT takes the components of a record in a constant for
  /// constants: a handle that is not one is called through its slow path.
  ///
  /// @param closedBecause null when it is open; the others are null when it is closed
  private record Door(
      @Nullable MethodHandle newThread,
      @Nullable VarHandle scheduler,
      @Nullable MethodHandle scopedValues,
      @Nullable VarHandle scopedValuesOf,
      @Nullable Executor defaultScheduler,
      @Nullable MethodHandle start,
      @Nullable String closedBecause) {}

  private VirtualThreads() {}

  /// Whether virtual threads with a scheduler of ours can be made.
  public static boolean isOpen() {
    return DOOR.closedBecause() == null;
  }

  /// What to do about a closed door, as a message for the user; null when it is open.
  public static @Nullable String closedBecause() {
    return DOOR.closedBecause();
  }

  /// A virtual thread, not started, that asks `scheduler` for every step it makes. It inherits no
  /// thread-locals.
  ///
  /// @param name empty for none
  /// @throws IllegalStateException when the door is closed; the message says how to open it
  public static Thread create(Executor scheduler, String name, Runnable body) {
    MethodHandle make = DOOR.newThread();
    if (make == null || DOOR.closedBecause() != null) {
      throw new IllegalStateException(DOOR.closedBecause());
    }
    return Maker.create(make, scheduler, name, body);
  }

  /// The scheduler of a virtual thread; null when it can not be told. A thread that was started
  /// inside a virtual thread has the scheduler of that one: who asks for more than the scheduler
  /// must compare the thread, too.
  public static @Nullable Executor schedulerOf(Thread virtual) {
    VarHandle field = DOOR.scheduler();
    return field == null ? null : (Executor) field.get(virtual);
  }

  /// The JDK's own scheduler, for virtual threads that are none of ours.
  public static Executor defaultScheduler() {
    Executor jdk = DOOR.defaultScheduler();
    if (jdk == null) {
      throw new IllegalStateException(DOOR.closedBecause());
    }
    return jdk;
  }

  /// Gives a thread that has not started the scoped values that are bound here.
  public static void inheritScopedValues(Thread child) {
    MethodHandle read = DOOR.scopedValues();
    VarHandle write = DOOR.scopedValuesOf();
    if (read != null && write != null) {
      try {
        Object bindings = (Object) read.invokeExact();
        if (bindings != null) {
          write.set(child, bindings);
        }
      } catch (Throwable impossible) {
        throw new LinkageError("the JDK refuses to tell the bound scoped values", impossible);
      }
    }
  }

  static boolean canStartInContainer() {
    return DOOR.start() != null;
  }

  /// Starts a thread in a container of ours, so that the JDK does not keep it in the set of all
  /// virtual threads.
  ///
  /// @param container a ThreadContainer of the JDK
  static void start(Thread thread, Object container) {
    MethodHandle start = DOOR.start();
    if (start == null) {
      thread.start();
      return;
    }
    try {
      start.invokeExact(thread, container);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable impossible) {
      throw new LinkageError("the JDK refuses to start a virtual thread", impossible);
    }
  }

  private static Door open() {
    MethodHandles.Lookup lookup;
    try {
      lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
    } catch (IllegalAccessException closed) {
      return closed(howToOpen());
    }
    try {
      Class<?> virtual = lookup.findClass("java.lang.VirtualThread");
      MethodHandle make =
          lookup.findStatic(
              lookup.findClass("java.lang.ThreadBuilders"),
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
      VarHandle schedulerField =
          MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
              .findVarHandle(virtual, "scheduler", Executor.class);
      Executor jdk =
          (Executor)
              MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                  .findStatic(virtual, "defaultScheduler", MethodType.methodType(Executor.class))
                  .invoke();
      MethodHandle bindings =
          MethodHandles.privateLookupIn(ScopedValue.class, MethodHandles.lookup())
              .findStatic(
                  ScopedValue.class,
                  "scopedValueBindings",
                  MethodType.methodType(lookup.findClass("java.lang.ScopedValue$Snapshot")))
              .asType(MethodType.methodType(Object.class));
      VarHandle bindingsField =
          lookup.findVarHandle(Thread.class, "scopedValueBindings", Object.class);
      String wrong = Maker.selfTest(make, schedulerField);
      return wrong == null
          ? new Door(
              make, schedulerField, bindings, bindingsField, jdk, startInContainer(lookup), null)
          : closed(wrong);
    } catch (Throwable changed) {
      return closed(
          "async blocks can not run on this JDK ("
              + Runtime.version()
              + "): the place where virtual threads take a scheduler has changed ("
              + changed
              + "). Run on JDK 25, or take a version of vitrine-runtime that knows this JDK; polled tasks work everywhere.");
    }
  }

  private static @Nullable MethodHandle startInContainer(MethodHandles.Lookup lookup) {
    try {
      return lookup
          .findVirtual(
              Thread.class,
              "start",
              MethodType.methodType(
                  void.class, lookup.findClass("jdk.internal.vm.ThreadContainer")))
          .asType(MethodType.methodType(void.class, Thread.class, Object.class));
    } catch (ReflectiveOperationException changed) {
      return null; // threads start without a container
    }
  }

  private static Door closed(String why) {
    return new Door(null, null, null, null, null, null, why);
  }

  private static String howToOpen() {
    Module module = VirtualThreads.class.getModule();
    String to = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return "async blocks need a package of the JDK that is closed to them: start java with --add-opens java.base/java.lang="
        + to
        + ", or put \"Add-Opens: java.base/java.lang\" into the manifest of the jar that is started with java -jar, or start with"
        + " -javaagent:vitrine-runtime.jar. Polled tasks work without.";
  }

  /// Makes threads, and tries it. A class of its own, as the trial may be on another thread, which
  /// must not wait until the class around it is initialised: that waits for the trial.
  private static final class Maker {
    private Maker() {}

    static Thread create(MethodHandle make, Executor executor, String name, Runnable body) {
      try {
        @Nullable String label = name.isEmpty() ? null : name;
        return (Thread) make.invokeExact(executor, label, NO_INHERITED_THREAD_LOCALS, body);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable impossible) {
        throw new LinkageError("the JDK refuses to make a virtual thread", impossible);
      }
    }

    /// Runs a thread step by step on the calling thread and looks whether each step is asked for as
    /// expected.
    static @Nullable String selfTest(MethodHandle make, VarHandle scheduler) {
      if (Thread.currentThread().isVirtual()) {
        var result = new @Nullable String[1];
        Thread platform =
            Thread.ofPlatform().daemon().start(() -> result[0] = selfTest(make, scheduler));
        boolean interrupted = false;
        while (true) {
          try {
            platform.join();
            break;
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return result[0];
      }
      var steps = new Runnable[1];
      var passed = new int[1];
      Executor executor = step -> steps[0] = step;
      Thread thread =
          create(
              make,
              executor,
              "vitrine-self-test",
              () -> {
                passed[0] = 1;
                LockSupport.park();
                passed[0] = 2;
              });
      thread.start();
      Runnable first = steps[0];
      first.run();
      if (passed[0] != 1) {
        return "a virtual thread did not start on the scheduler it was given";
      }
      LockSupport.unpark(thread);
      if (steps[0] != first || scheduler.get(thread) != executor) {
        return "a virtual thread did not come back to the scheduler it was given";
      }
      first.run();
      return passed[0] == 2 && thread.getState() == Thread.State.TERMINATED
          ? null
          : "a virtual thread did not end";
    }
  }
}
