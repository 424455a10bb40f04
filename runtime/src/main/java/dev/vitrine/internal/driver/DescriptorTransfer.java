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
final class DescriptorTransfer implements Transfer {
  private final SocketChannel channel;
  private final int descriptor;
  private final InUse use = new InUse(this::closeChannel);
  private final MemorySegment readError = Linux.errorNumber();
  private final MemorySegment writeError = Linux.errorNumber();
  private volatile boolean outputShut;

  /// The system tells of a reset once and of an ordinary end afterwards; the channel tells of it
  /// each time.
  private volatile boolean reset;

  DescriptorTransfer(SocketChannel channel) {
    this.channel = channel;
    descriptor = Descriptors.of(channel);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!use.enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (reset) {
        throw new SocketException("Connection reset");
      }
      return target.isDirect() && !target.isReadOnly() ? receive(target) : readChannel(target);
    } finally {
      use.leave();
    }
  }

  private int receive(ByteBuffer target) throws IOException {
    long got = Linux.receive(readError, descriptor, MemorySegment.ofBuffer(target));
    if (got > 0) {
      target.position(target.position() + (int) got);
      return (int) got;
    }
    if (got == 0) {
      return -1;
    }
    int number = Linux.numberIn(readError);
    if (number == Linux.ECONNRESET) {
      reset = true;
      throw new SocketException("Connection reset");
    }
    return wouldBlock(number);
  }

  private int readChannel(ByteBuffer target) throws IOException {
    try {
      return channel.read(target);
    } catch (SocketException e) { // the channel throws it at a reset only
      reset = true;
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (!use.enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (outputShut) {
        throw new ClosedChannelException();
      }
      return source.isDirect() ? send(source) : channel.write(source);
    } finally {
      use.leave();
    }
  }

  private int send(ByteBuffer source) throws IOException {
    long sent = Linux.send(writeError, descriptor, MemorySegment.ofBuffer(source));
    if (sent >= 0) {
      source.position(source.position() + (int) sent);
      return (int) sent;
    }
    return wouldBlock(Linux.numberIn(writeError));
  }

  private static int wouldBlock(int number) throws IOException {
    if (number == Linux.EAGAIN || number == Linux.EINTR) {
      return 0;
    }
    throw Linux.failure(number);
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!use.enter()) {
      throw new ClosedChannelException();
    }
    try {
      outputShut = true;
      channel.shutdownOutput();
    } finally {
      use.leave();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      use.close();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isOpen() {
    return !use.isClosed();
  }
}
