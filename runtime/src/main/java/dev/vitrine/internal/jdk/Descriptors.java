package dev.vitrine.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/// The operating system's numbers of open sockets, which the JDK keeps in a package that must be
/// exported to us.
public final class Descriptors {
  private static final @Nullable MethodHandle NUMBER = find();

  private Descriptors() {}

  /// Whether [#of] works.
  public static boolean areReachable() {
    return NUMBER != null;
  }

  /// The number of a socket. It may belong to another one as soon as this one is closed.
  ///
  /// @throws IllegalStateException if the package is closed
  public static int of(SelectableChannel channel) {
    MethodHandle number = NUMBER;
    if (number == null) {
      throw new IllegalStateException(
          "descriptors of sockets need --add-exports java.base/sun.nio.ch=ALL-UNNAMED");
    }
    try {
      return (int) number.invoke(channel);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the number of a socket can not be told", e);
    }
  }

  private static @Nullable MethodHandle find() {
    try {
      Class<?> channel = Class.forName("sun.nio.ch.SelChImpl");
      return MethodHandles.lookup()
          .findVirtual(channel, "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SelectableChannel.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // closed, or another JDK than we know: there is NIO
    }
  }
}
