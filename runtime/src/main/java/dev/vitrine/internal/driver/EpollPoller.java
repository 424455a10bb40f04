package dev.vitrine.internal.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.vitrine.internal.jdk.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Poller] on Linux's epoll, through the foreign-function API: each source is made known once,
/// for everything, and reported when something about it changes.
///
/// A closed channel gives its file descriptor back at once, and the system forgets it by itself.
final class EpollPoller implements Poller {
  private static final int MOST_EVENTS = 1024;
  private static final long MILLI_NANOS = 1_000_000;
  private static final long WAKE_UP = -1;
  private static final int EVERYTHING =
      Linux.EPOLLIN | Linux.EPOLLPRI | Linux.EPOLLOUT | Linux.EPOLLRDHUP | Linux.EPOLLET;

  // struct epoll_event is packed on x86 and nowhere else.
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int DATA_AT = PACKED ? 4 : 8;
  private static final int EVENT_BYTES = DATA_AT + 8;

  private final int epoll;
  private final Alarm alarm;

  // The driver's.
  private final MemorySegment error = Linux.errorNumber();
  private final MemorySegment events = Arena.ofAuto().allocate((long) MOST_EVENTS * EVENT_BYTES);
  private final MemorySegment change = Arena.ofAuto().allocate(EVENT_BYTES);
  private final List<@Nullable IoSource> sources = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private int generation;

  @SuppressWarnings("UnusedVariable") // so that what is read ahead is not left out
  private int ahead;

  /// Whether epoll is to be used: by `-Dvitrine.io`, or because it can be.
  ///
  /// @throws IllegalStateException if it was asked for and can not be used
  /// @throws IllegalArgumentException if the property has another value than `auto`, `epoll`, `nio`
  static boolean isChosen() {
    String asked = System.getProperty("vitrine.io", "auto");
    return switch (asked) {
      case "auto" -> Linux.unavailableBecause() == null;
      case "nio" -> false;
      case "epoll" -> {
        String why = Linux.unavailableBecause();
        if (why != null) {
          throw new IllegalStateException("-Dvitrine.io=epoll: " + why);
        }
        yield true;
      }
      default ->
          throw new IllegalArgumentException(
              "-Dvitrine.io must be auto, epoll or nio: -Dvitrine.io=" + asked);
    };
  }

  EpollPoller() throws IOException {
    epoll = Linux.epollCreate(error);
    if (epoll < 0) {
      throw failure();
    }
    int descriptor = Linux.eventDescriptor(error);
    if (descriptor < 0 || control(Linux.EPOLL_CTL_ADD, descriptor, WAKE_UP) < 0) {
      IOException why = failure();
      Linux.close(error, epoll);
      if (descriptor >= 0) {
        Linux.close(error, descriptor);
      }
      throw why;
    }
    alarm = new Alarm(descriptor);
  }

  /// The event descriptor that ends a wait. Any thread.
  private static final class Alarm extends InUse {
    private final int descriptor;

    /// Nobody looks at it, so all may write there.
    private final MemorySegment ignored = Linux.errorNumber();

    Alarm(int descriptor) {
      this.descriptor = descriptor;
    }

    void ring() {
      if (enter()) {
        try {
          Linux.signal(ignored, descriptor);
        } finally {
          leave();
        }
      }
    }

    @Override
    void release() {
      Linux.close(ignored, descriptor);
    }
  }

  private IOException failure() {
    return Linux.failure(Linux.numberIn(error));
  }

  private int control(int operation, int descriptor, long data) {
    change.set(JAVA_INT_UNALIGNED, 0, EVERYTHING);
    change.set(JAVA_LONG_UNALIGNED, DATA_AT, data);
    return Linux.epollControl(error, epoll, operation, descriptor, change);
  }

  @Override
  public boolean reportsEdges() {
    return true;
  }

  @Override
  public Transfer transfer(SocketChannel channel) {
    return new DescriptorTransfer(channel);
  }

  @Override
  public void interest(IoSource source, int ops) throws IOException {
    if (source.token() != 0) {
      return;
    }
    refuseClosed(source);
    int descriptor = Descriptors.of(source.channel());
    long token = enlist(source);
    int result = control(Linux.EPOLL_CTL_ADD, descriptor, token);
    if (result < 0 && Linux.numberIn(error) == Linux.EEXIST) {
      // A source that was closed while it was added, and whose number this one has got.
      result = control(Linux.EPOLL_CTL_MOD, descriptor, token);
    }
    if (result < 0) {
      IOException why = failure();
      forget(source);
      throw why;
    }
    if (source.armed() < 0 || !source.channel().isOpen()) {
      // Closed meanwhile. The number may have been another file's when it was added.
      control(Linux.EPOLL_CTL_DEL, descriptor, token);
      forget(source);
      refuseClosed(source);
    }
  }

  /// A channel says that it is closed before its number can be given to another one, which this
  /// would take the events away from.
  private static void refuseClosed(IoSource source) throws ClosedChannelException {
    if (!source.channel().isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /// Gives the source a number: its place in the list, and one that a later source in the same
  /// place will not have, since an event may be late.
  private long enlist(IoSource source) {
    int place;
    if (free.isEmpty()) {
      place = sources.size();
      sources.add(source);
    } else {
      place = free.removeLast();
      sources.set(place, source);
    }
    generation = (generation + 1) & Integer.MAX_VALUE;
    long token = (long) generation << 32 | (place + 1);
    source.token(token);
    return token;
  }

  private @Nullable IoSource find(long token) {
    int place = (int) token - 1;
    IoSource source = place < sources.size() ? sources.get(place) : null;
    return source != null && source.token() == token ? source : null;
  }

  @Override
  public void forget(IoSource source) {
    long token = source.token();
    if (token != 0) {
      int place = (int) token - 1;
      sources.set(place, null);
      free.add(place);
      source.token(0);
    }
  }

  @Override
  public void poll(long nanos, Events told) throws IOException {
    int count = Linux.epollWait(error, epoll, events, MOST_EVENTS, millis(nanos));
    if (count < 0 && Linux.numberIn(error) != Linux.EINTR) {
      throw failure();
    }
    readAhead(count);
    for (int i = 0; i < count; i++) {
      IoSource source = sourceOf(i);
      if (source != null) {
        told.ready(source, readiness(events.get(JAVA_INT_UNALIGNED, (long) i * EVENT_BYTES)));
      }
    }
  }

  /// What belongs to the sources of many events is in no cache. Here the processor waits for
  /// several at once; when it tells of one after the other, the locks keep it from that.
  private void readAhead(int count) {
    int read = 0;
    for (int i = 0; i < count; i++) {
      IoSource source = sourceOf(i);
      read += source == null ? 0 : source.readAhead();
    }
    ahead = read;
  }

  private @Nullable IoSource sourceOf(int event) {
    long token = events.get(JAVA_LONG_UNALIGNED, (long) event * EVENT_BYTES + DATA_AT);
    return token == WAKE_UP ? null : find(token);
  }

  private static int millis(long nanos) {
    return nanos == Long.MAX_VALUE
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, MILLI_NANOS));
  }

  private static int readiness(int event) {
    int ready = 0;
    if ((event & (Linux.EPOLLIN | Linux.EPOLLRDHUP | Linux.EPOLLHUP | Linux.EPOLLERR)) != 0) {
      ready |= SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    }
    if ((event & (Linux.EPOLLOUT | Linux.EPOLLHUP | Linux.EPOLLERR)) != 0) {
      ready |= SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
    }
    if ((event & (Linux.EPOLLRDHUP | Linux.EPOLLHUP)) != 0) {
      ready |= IoSource.READ_ENDED;
    }
    if ((event & Linux.EPOLLHUP) != 0) {
      ready |= IoSource.WRITE_ENDED;
    }
    if ((event & Linux.EPOLLPRI) != 0) {
      ready |= IoSource.URGENT;
    }
    return ready;
  }

  @Override
  public void wakeUp() {
    alarm.ring();
  }

  @Override
  public Iterable<IoSource> sources() {
    List<IoSource> known = new ArrayList<>();
    for (IoSource source : sources) {
      if (source != null) {
        known.add(source);
      }
    }
    return known;
  }

  @Override
  public void close() {
    Linux.close(error, epoll);
    alarm.endUse();
  }
}
