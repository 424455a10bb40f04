package dev.vitrine.internal.driver;

import dev.vitrine.internal.jdk.Descriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/// Moves bytes by system calls on the socket's descriptor, which spares the channel's locks and the
/// copy of its arguments. Fails as the channel does.
///
/// Buffers on the heap go through the channel, which copies them.
final class DescriptorTransfer extends InUse implements Transfer {
  private final OfChannel channel;
  private final int descriptor;
  private volatile boolean outputShut;

  /// The system tells of a reset once and of an ordinary end afterwards; the channel tells of it
  /// each time.
  private volatile boolean reset;

  DescriptorTransfer(SocketChannel channel) {
    this.channel = new OfChannel(channel);
    descriptor = Descriptors.of(channel);
  }

  @Override
  public int read(ByteBuffer target, CallError error) throws IOException {
    if (!enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (reset) {
        throw new SocketException("Connection reset");
      }
      return target.isDirect() && !target.isReadOnly()
          ? receive(target, error)
          : readChannel(target, error);
    } finally {
      leave();
    }
  }

  private int receive(ByteBuffer target, CallError error) throws IOException {
    long got =
        Linux.receive(
            error.segment,
            descriptor,
            MemorySegment.ofBuffer(target),
            Math.min(target.remaining(), MOST_BYTES));
    if (got > 0) {
      target.position(target.position() + (int) got);
      return (int) got;
    }
    if (got == 0) {
      return -1;
    }
    int number = error.number();
    if (number == Linux.ECONNRESET) {
      reset = true;
      throw new SocketException("Connection reset");
    }
    return wouldBlock(number);
  }

  private int readChannel(ByteBuffer target, CallError error) throws IOException {
    try {
      return channel.read(target, error);
    } catch (SocketException e) { // the channel throws it at a reset only
      reset = true;
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer source, CallError error) throws IOException {
    if (!enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (outputShut) {
        throw new ClosedChannelException();
      }
      return source.isDirect() ? send(source, error) : channel.write(source, error);
    } finally {
      leave();
    }
  }

  private int send(ByteBuffer source, CallError error) throws IOException {
    long sent =
        Linux.send(
            error.segment,
            descriptor,
            MemorySegment.ofBuffer(source),
            Math.min(source.remaining(), MOST_BYTES));
    if (sent >= 0) {
      source.position(source.position() + (int) sent);
      return (int) sent;
    }
    return wouldBlock(error.number());
  }

  private static int wouldBlock(int number) throws IOException {
    if (number == Linux.EAGAIN || number == Linux.EINTR) {
      return 0;
    }
    throw Linux.failure(number);
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!enter()) {
      throw new ClosedChannelException();
    }
    try {
      outputShut = true;
      channel.shutdownOutput();
    } finally {
      leave();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      endUse();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isOpen() {
    return !isUseEnded();
  }
}
