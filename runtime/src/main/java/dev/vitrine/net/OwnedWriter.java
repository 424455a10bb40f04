package dev.vitrine.net;

import dev.vitrine.future.Async;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The sending half of a connection. One that came from [TcpStream#intoHalves] has to be closed by
/// its owner.
public final class OwnedWriter implements TcpWriter, AutoCloseable {
  private final Connection connection;
  private final @Nullable Share share;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param share null for a view that closes nothing
  OwnedWriter(Connection connection, @Nullable Share share) {
    this.connection = connection;
    this.share = share;
  }

  @Override
  public Async<Integer> write(ByteBuffer source) {
    return new WriteOperation.Some(connection, source);
  }

  @Override
  public Async<@Nullable Void> writeAll(ByteBuffer source) {
    return new WriteOperation.All(connection, source);
  }

  @Override
  public void shutdownOutput() {
    connection.shutdownOutput();
  }

  @Nullable Share share() {
    return share;
  }

  /// Ends this half without closing anything.
  ///
  /// @return false if it was closed already
  boolean giveUp() {
    return closed.compareAndSet(false, true);
  }

  /// Gives this half up: the peer reads the end of the stream, and the connection is closed when
  /// the other half is closed too. A second call does nothing.
  @Override
  public void close() {
    if (share != null && giveUp()) {
      if (share.release()) {
        connection.close();
      } else if (connection.isOpen()) {
        connection.shutdownOutput();
      }
    }
  }
}
