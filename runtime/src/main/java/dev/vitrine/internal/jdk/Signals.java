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
  /// A signal that ends programs (`INT`, `HUP`, `TERM`) and is ignored in this process stays
  /// ignored, as the JVM wants it: whoever started the program said so.
  ///
  /// @param name without `SIG`, for example `INT`
  /// @return whether `handler` will be run; false if the signal is ignored
  /// @throws IllegalStateException if the JVM refuses: it uses the signal itself, or was started
  ///   with `-Xrs`
  public static boolean handle(String name, Runnable handler) {
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
      Object ignoring = handlerType.getField("SIG_IGN").get(null);
      Object before = install.invoke(make.invoke(name), proxy);
      if (before == ignoring) {
        // Also when this program has ignored it by itself until now. Then the handler is there, and
        // is what was there before the next time.
        before = install.invoke(make.invoke(name), proxy);
      }
      return before != ignoring;
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
