package dev.vitrine.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Signals of the operating system, by `sun.misc.Signal`: javac's warning about that class can not
/// be suppressed, so it is reached by method handles.
public final class Signals {
  private static final String UNAVAILABLE =
      "signals need the module jdk.unsupported, which this JVM was started without: add"
          + " --add-modules jdk.unsupported";

  private Signals() {}

  /// Runs `handler` at each signal called `name`, on a thread of the JVM's, instead of what
  /// happened at it before. Stays for the life of the process.
  ///
  /// @param name without `SIG`, for example `INT`
  /// @throws IllegalStateException if the JVM refuses: it uses the signal itself, or was started
  ///   with `-Xrs`
  public static void handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      var lookup = MethodHandles.publicLookup();
      MethodHandle make =
          lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
      MethodHandle install =
          lookup.findStatic(
              signal, "handle", MethodType.methodType(handlerType, signal, handlerType));
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(handler);
      Object proxy =
          MethodHandleProxies.asInterfaceInstance(
              handlerType, MethodHandles.dropArguments(run, 0, signal));
      install.invoke(make.invoke(name), proxy);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(UNAVAILABLE, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the JVM does not give signal SIG" + name + " away: " + e.getMessage(), e);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("signal SIG" + name + " can not be handled", e);
    }
  }
}
