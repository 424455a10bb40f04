package vitrine.bench.polled;

import static dev.vitrine.Tasks.spawn;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.net.TcpListener;
import dev.vitrine.net.TcpStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import vitrine.bench.workload.Flavour;

/// An echo server of one state machine a connection.
final class PolledEcho {
  private PolledEcho() {}

  static int serve(AsyncRuntime runtime, int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    TcpListener listener =
        runtime.blockOn(() -> TcpListener.bind(address, Flavour.BACKLOG).await());
    runtime.spawn(new Accept(listener));
    return listener.localAddress().getPort();
  }

  private static final class Accept extends Task.Loop<TcpStream> {
    private final TcpListener listener;

    Accept(TcpListener listener) {
      super(Long.MAX_VALUE);
      this.listener = listener;
    }

    @Override
    Async<TcpStream> begin() {
      return listener.accept();
    }

    @Override
    boolean take(TcpStream stream) {
      stream.noDelay(true);
      spawn(new Echo(stream));
      return true;
    }
  }

  private static final class Echo implements Async<@Nullable Void> {
    private final TcpStream stream;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Flavour.ECHO_BUFFER);
    private @Nullable Async<Integer> reading;
    private @Nullable Async<?> writing;

    Echo(TcpStream stream) {
      this.stream = stream;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      try {
        while (true) {
          if (writing == null) {
            if (reading == null) {
              reading = stream.read(buffer);
            }
            Poll<Integer> count = reading.poll(cx);
            if (count.isPending()) {
              return Poll.pending();
            }
            reading = null;
            if (count.value() == -1) {
              stream.close();
              return Poll.done();
            }
            writing = stream.writeAll(buffer.flip());
          }
          if (writing.poll(cx).isPending()) {
            return Poll.pending();
          }
          writing = null;
          buffer.clear();
        }
      } catch (UncheckedIOException gone) { // the load generator leaves without a word
        stream.close();
        return Poll.done();
      }
    }

    @Override
    public void cancel() {
      if (reading != null) {
        reading.cancel();
      }
      if (writing != null) {
        writing.cancel();
      }
      stream.close();
    }
  }
}
