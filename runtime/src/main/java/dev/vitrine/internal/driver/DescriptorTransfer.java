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
/// copy of its arguments. Fails as the channel does. Bytes of buffers on the heap are copied.
final class DescriptorTransfer extends InUse implements Transfer {
  private final SocketChannel channel;
  private final int descriptor;
  private volatile boolean outputShut;

  /// The system tells of a reset once and of an ordinary end afterwards; the channel tells of it
  /// each time.
  private volatile boolean reset;

  DescriptorTransfer(SocketChannel channel) {
    this.channel = channel;
    descriptor = Descriptors.of(channel);
  }

  @Override
  public int read(ByteBuffer target, CallMemory memory) throws IOException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer to read into is read-only");
    }
    if (!enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (reset) {
        throw new SocketException("Connection reset");
      }
      return received(receive(target, memory), target, memory);
    } finally {
      leave();
    }
  }

  private long receive(ByteBuffer target, CallMemory memory) {
    int most = Transfer.asked(target);
    MemorySegment bytes = MemorySegment.ofBuffer(target);
    if (target.isDirect()) {
      return Linux.receive(memory.error, descriptor, bytes, most);
    }
    MemorySegment copy = memory.bytes(most);
    long got = Linux.receive(memory.error, descriptor, copy, most);
    if (got > 0) {
      MemorySegment.copy(copy, 0, bytes, 0, got);
    }
    return got;
  }

  private int received(long got, ByteBuffer target, CallMemory memory) throws IOException {
    if (got > 0) {
      target.position(target.position() + (int) got);
      return (int) got;
    }
    if (got == 0) {
      return -1;
    }
    int number = memory.errorNumber();
    if (number == Linux.ECONNRESET) {
      reset = true;
      throw new SocketException("Connection reset");
    }
    return wouldBlock(number);
  }

  @Override
  public int write(ByteBuffer source, CallMemory memory) throws IOException {
    if (!enter()) {
      throw new ClosedChannelException();
    }
    try {
      if (outputShut) {
        throw new ClosedChannelException();
      }
      long sent = send(source, memory);
      if (sent < 0) {
        return wouldBlock(memory.errorNumber());
      }
      source.position(source.position() + (int) sent);
      return (int) sent;
    } finally {
      leave();
    }
  }

  private long send(ByteBuffer source, CallMemory memory) {
    int most = Transfer.asked(source);
    MemorySegment bytes = MemorySegment.ofBuffer(source);
    if (source.isDirect()) {
      return Linux.send(memory.error, descriptor, bytes, most);
    }
    MemorySegment copy = memory.bytes(most);
    MemorySegment.copy(bytes, 0, copy, 0, most);
    return Linux.send(memory.error, descriptor, copy, most);
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
