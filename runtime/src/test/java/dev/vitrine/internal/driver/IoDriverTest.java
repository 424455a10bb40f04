package dev.vitrine.internal.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class IoDriverTest {
  /// Whoever asks later meets the closed channel, not what the system said of its descriptor.
  @Test
  void aChannelThatIsClosedBeforeItIsWatchedHasNotFailed() throws IOException {
    var driver = new IoDriver();
    var channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    IoSource source = driver.handle().register(channel, 0, "accept");
    var woken = new AtomicBoolean();
    assertTrue(source.await(new IoWaiter() {}, SelectionKey.OP_ACCEPT, () -> woken.set(true)));
    channel.close(); // and the source is told in a moment
    driver.turn(0);
    assertTrue(woken.get());
    assertDoesNotThrow(() -> source.check("accept"));
    source.deregister();
    driver.close();
  }
}
