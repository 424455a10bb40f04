package dev.vitrine.internal.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vitrine.internal.jdk.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The system calls of Linux that sockets need, through the foreign-function API.
///
/// A call that fails answers -1 and leaves its error number in the segment that it was given.
@SuppressWarnings("restricted") // whether native access is enabled is asked before
final class Linux {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int ECONNRESET = 104;

  static final int EPOLLIN = 0x1;
  static final int EPOLLPRI = 0x2;
  static final int EPOLLOUT = 0x4;
  static final int EPOLLERR = 0x8;
  static final int EPOLLHUP = 0x10;
  static final int EPOLLRDHUP = 0x2000;
  static final int EPOLLET = 1 << 31;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;

  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int NO_SIGNAL = 0x4000;
  private static final MemoryLayout ERROR = Linker.Option.captureStateLayout();
  private static final int MAX_MESSAGE_BYTES = 256;

  private static final @Nullable String UNAVAILABLE = unavailable();

  /// What is bound once it is known that it may be. Handles in constants, for the JIT.
  private static final class Calls {
    static final Linker LINKER = Linker.nativeLinker();
    static final Linker.Option WITH_ERROR = Linker.Option.captureCallState("errno");
    static final FunctionDescriptor ON_BYTES =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle RECV = bind("recv", ON_BYTES);
    static final MethodHandle SEND = bind("send", ON_BYTES);
    static final MethodHandle WRITE =
        bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    static final MethodHandle EVENT_FD =
        bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    static final MethodHandle EPOLL_CREATE =
        bind("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    static final MethodHandle EPOLL_CTL =
        bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    static final MethodHandle EPOLL_WAIT =
        bind("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    static final MethodHandle STRERROR =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));
    static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1L);

    private static MethodHandle bind(String name, FunctionDescriptor signature) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, WITH_ERROR);
    }
  }

  private Linux() {}

  /// Why these calls can not be made here, as a message for the user; null if they can.
  static @Nullable String unavailableBecause() {
    return UNAVAILABLE;
  }

  private static @Nullable String unavailable() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      return "this is " + system + ", not Linux";
    }
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!processor.equals("amd64") && !processor.equals("aarch64")) {
      return "the processor is neither amd64 nor aarch64: os.arch=" + processor;
    }
    if (!Linux.class.getModule().isNativeAccessEnabled()) {
      return "native access is not enabled: add --enable-native-access=ALL-UNNAMED";
    }
    if (!Descriptors.areReachable()) {
      return "the JDK does not tell descriptors of sockets: add"
          + " --add-exports java.base/sun.nio.ch=ALL-UNNAMED";
    }
    try {
      return Calls.RECV.type().parameterCount() > 0 ? null : "recv can not be called";
    } catch (LinkageError | RuntimeException e) {
      return "the C library lacks a function: " + e;
    }
  }

  /// Where a call leaves its error number; freed by the collector.
  static MemorySegment errorNumber() {
    return Arena.ofAuto().allocate(ERROR);
  }

  static int numberIn(MemorySegment error) {
    return error.get(JAVA_INT, 0);
  }

  /// The exception for an error number, with the system's text.
  static IOException failure(int number) {
    try {
      var text = (MemorySegment) Calls.STRERROR.invokeExact(number);
      return new IOException(text.reinterpret(MAX_MESSAGE_BYTES).getString(0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long receive(MemorySegment error, int descriptor, MemorySegment into, long bytes) {
    try {
      return (long) Calls.RECV.invokeExact(error, descriptor, into, bytes, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Sends without a signal when the peer has gone.
  static long send(MemorySegment error, int descriptor, MemorySegment from, long bytes) {
    try {
      return (long) Calls.SEND.invokeExact(error, descriptor, from, bytes, NO_SIGNAL);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void close(MemorySegment error, int descriptor) {
    try {
      int _ = (int) Calls.CLOSE.invokeExact(error, descriptor);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int eventDescriptor(MemorySegment error) {
    try {
      return (int) Calls.EVENT_FD.invokeExact(error, 0, NON_BLOCKING | CLOSE_ON_EXEC);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// Makes an event descriptor ready. It fails only when that many calls have been made that it
  /// stays ready anyway.
  static void signal(MemorySegment error, int eventDescriptor) {
    try {
      long _ =
          (long) Calls.WRITE.invokeExact(error, eventDescriptor, Calls.ONE, Calls.ONE.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollCreate(MemorySegment error) {
    try {
      return (int) Calls.EPOLL_CREATE.invokeExact(error, CLOSE_ON_EXEC);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollControl(
      MemorySegment error, int epoll, int operation, int descriptor, MemorySegment event) {
    try {
      return (int) Calls.EPOLL_CTL.invokeExact(error, epoll, operation, descriptor, event);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int epollWait(MemorySegment error, int epoll, MemorySegment events, int most, int millis) {
    try {
      return (int) Calls.EPOLL_WAIT.invokeExact(error, epoll, events, most, millis);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static RuntimeException impossible(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw new AssertionError("a system call threw what it does not declare", e);
  }
}
