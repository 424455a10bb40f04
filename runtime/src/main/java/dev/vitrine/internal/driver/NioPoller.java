package dev.vitrine.internal.driver;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A [Poller] on the JDK's selector.
///
/// A closed channel gives its file descriptor back only when the selector selects the next time.
final class NioPoller implements Poller {
  private static final long MILLI_NANOS = 1_000_000;

  private final Selector selector;

  NioPoller() throws IOException {
    selector = Selector.open();
  }

  @Override
  public void interest(IoSource source, int ops) throws IOException {
    SelectionKey key = source.channel().keyFor(selector);
    if (key == null) {
      source.channel().register(selector, ops, source);
    } else {
      key.interestOps(ops);
    }
  }

  @Override
  public void poll(long nanos, Events events) throws IOException {
    // With the flag set a selector does not wait at all, and whoever drives it would spin.
    boolean interrupted = Thread.interrupted();
    try {
      select(nanos, key -> report(key, events));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void select(long nanos, Consumer<SelectionKey> action) throws IOException {
    if (nanos == 0) {
      selector.selectNow(action);
    } else if (nanos == Long.MAX_VALUE) {
      selector.select(action);
    } else {
      selector.select(action, Math.ceilDiv(nanos, MILLI_NANOS));
    }
  }

  private static void report(SelectionKey key, Events events) {
    try {
      events.ready((IoSource) key.attachment(), key.readyOps());
    } catch (CancelledKeyException e) {
      // Closed between the event and here; the source has told its waiters.
    }
  }

  @Override
  public void wakeUp() {
    selector.wakeup();
  }

  @Override
  public Iterable<IoSource> sources() {
    List<IoSource> sources = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      sources.add((IoSource) key.attachment());
    }
    return sources;
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
