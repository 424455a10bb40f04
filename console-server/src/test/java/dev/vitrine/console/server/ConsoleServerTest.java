package dev.vitrine.console.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Listening: where, and what is said about it.
class ConsoleServerTest {
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  // What reaches the handlers of java.util.logging would be on standard error as well. The client
  // of these tests says something too.
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (!String.valueOf(record.getLoggerName()).endsWith(".bootstrap.Bootstrap")) {
            logged.add(record.getLoggerName() + ": " + record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(log);
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    Logger.getLogger("").removeHandler(log);
    System.setErr(standardError);
  }

  private static ConsoleServer start(String address) {
    return ConsoleServer.builder().source(new FakeSource()).address(address).start();
  }

  private String[] lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
  }

  @Test
  void oneLineSaysWhereItListensAndHowToAttach() {
    try (var server = start("127.0.0.1:0")) {
      String address = server.address();
      assertTrue(answers(address));
      assertEquals(address, System.getProperty("vitrine.console.address"));
      long pid = ProcessHandle.current().pid();
      assertEquals(1, lines().length, said::toString);
      assertEquals(
          "vitrine: console on "
              + address
              + " (pid "
              + pid
              + "); attach with: vitrine attach "
              + pid
              + ", or: tokio-console http://"
              + address,
          lines()[0]);
    }
  }

  @Test
  void closedServerFreesItsPortAndIsForgotten() throws Exception {
    String address;
    try (var server = start("127.0.0.1:0")) {
      address = server.address();
    }
    assertFalse(System.getProperties().containsKey("vitrine.console.address"));
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertEquals(port, socket.getLocalPort());
    }
  }

  @Test
  void takenPortIsAnErrorThatStopsNothing() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var server = start("127.0.0.1:" + taken.getLocalPort())) {
      var refused = assertThrows(UncheckedIOException.class, server::address);
      String message = String.valueOf(refused.getMessage());
      assertTrue(
          message.startsWith(
              "the console can not listen on 127.0.0.1:" + taken.getLocalPort() + ": it is in use"),
          message);
      assertEquals(
          "vitrine: " + message + "; the program goes on without the console",
          String.join("\n", lines()));
    }
  }

  @Test
  void autoTakesAnotherPortWhenItsOwnIsTaken() throws Exception {
    ServerSocket taken = null;
    try {
      taken = new ServerSocket(ConsoleAddress.DEFAULT_PORT, 1, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException _) {
      // Somebody has it, which is as good.
    }
    try (var server = start("auto")) {
      assertFalse(server.address().endsWith(":" + ConsoleAddress.DEFAULT_PORT));
      assertTrue(answers(server.address()));
    } finally {
      if (taken != null) {
        taken.close();
      }
    }
  }

  @Test
  void oneProcessHasOneServerForAllWhoAsk() {
    try (var first = start("127.0.0.1:0")) {
      String address = first.address();
      try (var second = start("auto");
          var third = start(address)) {
        assertEquals(address, second.address());
        assertEquals(address, third.address());
      }
      assertTrue(answers(address), "those who came later do not close it");
      assertEquals(1, lines().length, said::toString);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void placeIsPublishedInAFileThatOnlyTheOwnerReads() throws Exception {
    Path file;
    try (var server = start("127.0.0.1:0")) {
      String address = server.address();
      String runtime = System.getenv("XDG_RUNTIME_DIR");
      Path base =
          runtime != null
              ? Path.of(runtime)
              : Path.of(
                  "/tmp/vitrine-"
                      + Files.getAttribute(Path.of("/proc/self").toRealPath(), "unix:uid"));
      file = base.resolve("vitrine/" + ProcessHandle.current().pid() + ".properties");
      String content = Files.readString(file);
      assertTrue(content.contains("address=" + address.replace(":", "\\:")), content);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void unixSocketIsForItsOwnerAlone(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("console.sock");
    try (var server = start("unix:" + path)) {
      assertEquals("unix:" + path, server.address());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertTrue(answers(server.address()));
      assertEquals(List.of(), logged);
      assertTrue(lines()[0].endsWith("tokio-console file://localhost" + path), said::toString);
      try (var files = Files.list(folder)) {
        assertEquals(1, files.count(), "nothing else is left in the folder");
      }
    }
    assertFalse(Files.exists(path));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void socketThatNobodyAnswersIsReplacedAndNothingElseIs(@TempDir Path folder) throws Exception {
    Path stale = folder.resolve("stale.sock");
    Path busy = folder.resolve("busy.sock");
    Path file = Files.writeString(folder.resolve("notes.txt"), "dear diary");
    try (var abandoned = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      abandoned.bind(UnixDomainSocketAddress.of(stale));
    }
    try (var server = start("unix:" + stale)) {
      assertTrue(answers(server.address()));
    }
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(busy));
      var refused = assertThrows(UncheckedIOException.class, start("unix:" + busy)::address);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("another process listens there"),
          refused::getMessage);
    }
    var refused = assertThrows(UncheckedIOException.class, start("unix:" + file)::address);
    assertTrue(
        String.valueOf(refused.getMessage()).contains("something that is no socket"),
        refused::getMessage);
    assertEquals("dear diary", Files.readString(file));
  }

  @Test
  void attachingConsoleGetsTheAddressAndTheProgramHearsNothing() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    var name = ObjectName.getInstance(ConsoleControl.NAME);
    // As the console does it: by the name of the class, through the loaders that the MBean server
    // knows.
    server.createMBean("dev.vitrine.console.server.ConsoleControl", name);
    try (var listening = start("127.0.0.1:0")) {
      String address = listening.address();
      said.reset();
      new ServiceStarter().standBy(); // finds that it is there already
      System.setProperty("vitrine.console", "off");
      assertThrows(RuntimeMBeanException.class, () -> startAsConsolesDo(server, name));
      System.clearProperty("vitrine.console");
      assertEquals(address, startAsConsolesDo(server, name));
      assertEquals(address, server.getAttribute(name, "Address"));
      assertEquals("", said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setProperty("vitrine.console", "off"); // as in all tests
      server.unregisterMBean(name);
      // What a console has started stays for good; other tests want a server of their own.
      Listener left =
          Listener.open(new ConsoleAddress.Auto(), Settings.DEFAULT, new FakeSource(), false);
      left.release();
      left.release();
    }
  }

  private static Object startAsConsolesDo(MBeanServer server, ObjectName name) throws Exception {
    return server.invoke(
        name, "start", new Object[] {"auto"}, new String[] {String.class.getName()});
  }

  @Test
  void addressThatIsNoneIsRefusedAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> ConsoleServer.start("7001"));
    new ServiceStarter().start("0.0.0.0:7001", "VITRINE_CONSOLE");
    assertEquals(1, lines().length, said::toString);
    assertTrue(
        lines()[0].startsWith("vitrine: VITRINE_CONSOLE: \"0.0.0.0:7001\" could be reached"),
        said::toString);
  }

  @Test
  void garbageOnThePortDisturbsNobody() throws Exception {
    try (var server = start("127.0.0.1:0")) {
      String address = server.address();
      int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
      try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // It says something in its own protocol and hangs up.
        assertTrue(socket.getInputStream().readAllBytes().length > 0);
      }
      assertTrue(answers(address));
      assertEquals(List.of(), logged);
    }
  }

  private static boolean answers(String address) {
    var channel =
        Grpc.newChannelBuilder(
                address.startsWith("unix:")
                    ? "unix://" + address.substring("unix:".length())
                    : "dns:///" + address,
                InsecureChannelCredentials.create())
            .build();
    try {
      return ConsoleGrpc.newBlockingStub(channel)
              .describe(DescribeRequest.getDefaultInstance())
              .getPid()
          == ProcessHandle.current().pid();
    } finally {
      channel.shutdownNow();
    }
  }
}
