package dev.vitrine.internal.driver;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;

/// Sources whose events are made up by a test.
final class Sources {
  private static final SelectableChannel CHANNEL = channel();

  private Sources() {}

  static IoSource notReady() {
    return notReady(new IoHandle(new NoPoller()));
  }

  static IoSource notReady(IoHandle handle) {
    return new IoSource(handle, CHANNEL, 0);
  }

  /// Ready to be read.
  static IoSource ready() {
    return new IoSource(new IoHandle(new NoPoller()), CHANNEL, SelectionKey.OP_READ);
  }

  private static SelectableChannel channel() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class NoPoller implements Poller {
    @Override
    public void interest(IoSource source, int ops) {}

    @Override
    public void poll(long nanos, Events events) {}

    @Override
    public void wakeUp() {}

    @Override
    public Iterable<IoSource> sources() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
