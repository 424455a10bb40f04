package dev.vitrine.net;

import dev.vitrine.future.Async;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The receiving half of a connection. One that came from [TcpStream#intoHalves] has to be closed
/// by its owner.
public final class OwnedReader implements TcpReader, AutoCloseable {
  private final Connection connection;
  private final @Nullable Share share;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param share null for a view that closes nothing
  OwnedReader(Connection connection, @Nullable Share share) {
    this.connection = connection;
    this.share = share;
  }

  @Override
  public Async<Integer> read(ByteBuffer target) {
    return new ReadOperation.Some(connection, target, false);
  }

  @Override
  public Async<@Nullable Void> readExact(ByteBuffer target) {
    return new ReadOperation.Exact(connection, target);
  }

  @Override
  public Async<Integer> peek(ByteBuffer target) {
    return new ReadOperation.Some(connection, target, true);
  }

  /// Whether `writer` is the other half of the same stream.
  public boolean isPairOf(OwnedWriter writer) {
    return share != null && share == writer.share();
  }

  /// Puts the stream together again; the halves must not be used any more.
  ///
  /// @throws IllegalArgumentException if `writer` is not the other half of the same stream, or one
  ///   of them is closed
  public TcpStream reunite(OwnedWriter writer) {
    if (!isPairOf(writer)) {
      throw new IllegalArgumentException("these are halves of different streams");
    }
    if (!closed.compareAndSet(false, true)) {
      throw new IllegalArgumentException("the receiving half is closed or has been reunited");
    }
    if (!writer.giveUp()) {
      closed.set(false);
      throw new IllegalArgumentException("the sending half is closed or has been reunited");
    }
    return new TcpStream(connection);
  }

  /// Gives this half up; the connection is closed when the other half is closed too. A second call
  /// does nothing.
  @Override
  public void close() {
    if (share != null && closed.compareAndSet(false, true) && share.release()) {
      connection.close();
    }
  }
}
