package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.future.Branches;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.driver.IoHandle;
import dev.vitrine.internal.driver.IoSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Looks an address up, then tries what it stands for one after the other.
final class Connect implements Async<TcpStream>, Branches {
  private final IoHandle io;
  private final Async<List<InetSocketAddress>> resolve;
  private @Nullable Iterator<InetSocketAddress> addresses;
  private volatile @Nullable Try current;
  private @Nullable UncheckedIOException lastFailure;

  Connect(IoHandle io, Async<List<InetSocketAddress>> resolve) {
    this.io = io;
    this.resolve = resolve;
  }

  @Override
  public Poll<TcpStream> poll(Context cx) {
    Iterator<InetSocketAddress> candidates = addresses;
    if (candidates == null) {
      Poll<List<InetSocketAddress>> found = resolve.poll(cx);
      if (found.isPending()) {
        return Poll.pending();
      }
      candidates = found.value().iterator();
      addresses = candidates;
    }
    return pollAttempts(candidates, cx);
  }

  private Poll<TcpStream> pollAttempts(Iterator<InetSocketAddress> candidates, Context cx) {
    while (true) {
      Try attempt = current;
      try {
        if (attempt == null) {
          if (!candidates.hasNext()) {
            throw lastFailure != null
                ? lastFailure
                : new UncheckedIOException(
                    new ConnectException("TcpStream.connect: the name has no address"));
          }
          attempt = Try.begin(io, candidates.next());
          current = attempt;
        }
        return attempt.poll(cx);
      } catch (UncheckedIOException e) {
        current = null;
        if (!candidates.hasNext()) {
          throw e;
        }
        lastFailure = e;
      }
    }
  }

  @Override
  public void cancel() {
    resolve.cancel();
    Try attempt = current;
    if (attempt != null) {
      attempt.cancel();
    }
  }

  @Override
  public List<Async<?>> branches() {
    Try attempt = current;
    return List.of(attempt == null ? resolve : attempt);
  }

  /// Connecting to one address.
  private static final class Try extends SocketOperation<TcpStream> {
    private final SocketChannel channel;
    private final IoHandle io;
    private @Nullable TcpStream stream;

    private Try(SocketChannel channel, IoHandle io, IoSource source, InetSocketAddress address) {
      super("TcpStream.connect", new Connecting(address), source, SelectionKey.OP_CONNECT);
      this.channel = channel;
      this.io = io;
    }

    static Try begin(IoHandle io, InetSocketAddress address) {
      try {
        SocketChannel channel = SocketChannel.open();
        try {
          // Assumed ready for everything: the first thing to try is to finish.
          int assumed = SelectionKey.OP_CONNECT | SelectionKey.OP_READ | SelectionKey.OP_WRITE;
          IoSource source = io.register(channel, assumed, "TcpStream.connect");
          channel.connect(address);
          return new Try(channel, io, source, address);
        } catch (IOException | RuntimeException e) {
          channel.close();
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("TcpStream.connect: " + address + ": " + e.getMessage(), e);
      }
    }

    @Override
    Attempt attempt(int seen) throws IOException {
      if (!channel.finishConnect()) {
        return Attempt.BLOCKED;
      }
      source().disarm(SelectionKey.OP_CONNECT);
      stream = new TcpStream(Connection.of(channel, io, source()));
      return Attempt.DONE;
    }

    @Override
    TcpStream result() {
      return Objects.requireNonNull(stream);
    }

    @Override
    void failed() {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure that led here says more.
      }
      source().deregister();
    }

    @Override
    public void cancel() {
      super.cancel();
      failed();
    }
  }

  /// A connection that is not there yet.
  private static final class Connecting implements Resource {
    private final long id = Resources.nextId();
    private final InetSocketAddress peer;

    Connecting(InetSocketAddress peer) {
      this.peer = peer;
    }

    @Override
    public long resourceId() {
      return id;
    }

    @Override
    public String resourceType() {
      return "TcpStream";
    }

    @Override
    public Kind resourceKind() {
      return Kind.NET;
    }

    @Override
    public List<Attribute> attributes() {
      return List.of(Attribute.of("peer", peer.toString()));
    }
  }
}
