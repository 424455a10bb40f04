package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.future.Branches;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Location;
import dev.vitrine.internal.driver.IoHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks an address up, then binds the first of what it stands for that can be bound.
final class Bind implements Async<TcpListener>, Branches {
  private final IoHandle io;
  private final Async<List<InetSocketAddress>> resolve;
  private final int backlog;
  private final @Nullable Location madeAt;

  Bind(
      IoHandle io, Async<List<InetSocketAddress>> resolve, int backlog, @Nullable Location madeAt) {
    this.io = io;
    this.resolve = resolve;
    this.backlog = backlog;
    this.madeAt = madeAt;
  }

  @Override
  public Poll<TcpListener> poll(Context cx) {
    Poll<List<InetSocketAddress>> addresses = resolve.poll(cx);
    return addresses.isPending() ? Poll.pending() : Poll.ready(bindFirst(addresses.value()));
  }

  private TcpListener bindFirst(List<InetSocketAddress> addresses) {
    var last =
        new UncheckedIOException(new IOException("TcpListener.bind: the name has no address"));
    for (InetSocketAddress address : addresses) {
      try {
        return TcpListener.open(io, address, backlog, madeAt);
      } catch (IOException e) {
        last = new UncheckedIOException("TcpListener.bind: " + address + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }

  @Override
  public void cancel() {
    resolve.cancel();
  }

  @Override
  public List<Async<?>> branches() {
    return List.of(resolve);
  }
}
