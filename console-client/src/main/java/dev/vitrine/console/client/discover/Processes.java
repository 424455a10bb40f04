package dev.vitrine.console.client.discover;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.discover.WatchableProcess.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// Finds the processes of this machine that can be watched, and makes one of them listen.
///
/// A process tells by its system properties that it uses the runtime and where its service listens;
/// they are read through the JDK's attach API, which asks for nothing to be loaded into it. A
/// process whose service does not listen is asked to start it through the management agent that
/// every JDK brings.
///
/// - **Threads:** any. Every method blocks, for seconds at most.
public final class Processes {
  /// Set by a process whose service listens.
  public static final String ADDRESS_PROPERTY = "vitrine.console.address";

  /// Set, to the runtime's version, by a process that has loaded the runtime.
  public static final String RUNTIME_PROPERTY = "vitrine.runtime";

  /// The managed object whose operation `start(String)` makes the service listen and answers the
  /// address.
  public static final String START_OBJECT = "dev.vitrine:type=Console";

  /// The class of that object. The process makes it when it is asked to and not before, so that one
  /// nobody attaches to does not load the management classes.
  public static final String START_CLASS = "dev.vitrine.console.server.ConsoleControl";

  private static final int ASK_SECONDS = 4;
  private static final int START_SECONDS = 10;
  private static final String SWITCH_PROPERTY = "vitrine.console";
  private static final String SWITCHED_OFF =
      "switched off by -Dvitrine.console=off; attach is refused";
  private static final String SILENT = "does not answer; it may be stopped";
  private static final String ADD_SERVER =
      "add dev.vitrine:vitrine-console-server to its class path and start it again";

  private Processes() {}

  /// Why a process can not be watched, and what to do about it.
  public static final class NotWatchableException extends Exception {
    private static final long serialVersionUID = 1;

    NotWatchableException(String message) {
      super(message);
    }

    NotWatchableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// All processes of this user that use the runtime, by number; and those that might and can not
  /// be asked.
  public static List<WatchableProcess> list() {
    long own = ProcessHandle.current().pid();
    var asked = new LinkedHashMap<VirtualMachineDescriptor, Future<Optional<WatchableProcess>>>();
    for (VirtualMachineDescriptor machine : VirtualMachine.list()) {
      if (!machine.id().equals(Long.toString(own))) {
        asked.put(machine, ask(machine.id(), () -> look(machine)));
      }
    }
    var found = new ArrayList<WatchableProcess>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ASK_SECONDS);
    asked.forEach((machine, answer) -> until(end, machine, answer).ifPresent(found::add));
    DiscoveryFiles.all().forEach(entry -> add(entry, found));
    found.sort(Comparator.comparingLong(WatchableProcess::pid));
    return found;
  }

  /// What a file says counts where the process itself does not say that it can be watched.
  private static void add(DiscoveryFiles.Entry entry, List<WatchableProcess> found) {
    State state = State.SERVING;
    for (WatchableProcess known : found) {
      if (known.pid() == entry.pid()) {
        if (known.state() == State.SERVING || known.state() == State.READY) {
          return;
        }
        state = known.state() == State.SILENT ? State.SILENT : state;
      }
    }
    found.removeIf(known -> known.pid() == entry.pid());
    found.add(
        new WatchableProcess(
            entry.pid(),
            entry.main(),
            "",
            entry.address(),
            state,
            state == State.SILENT ? SILENT : ""));
  }

  /// Looks whether there is a process, which is not asked.
  ///
  /// @throws NotWatchableException if there is none
  public static void require(long pid) throws NotWatchableException {
    if (DiscoveryFiles.process(pid).isEmpty()) {
      throw new NotWatchableException("there is no process " + pid);
    }
  }

  /// Where a process listens; it is made to listen if it does not.
  ///
  /// @throws NotWatchableException if it can not be watched; the message says why and what to do
  public static Address reach(long pid) throws NotWatchableException {
    require(pid);
    Optional<Address> file = DiscoveryFiles.of(pid).flatMap(entry -> address(pid, entry.address()));
    if (file.isPresent()) {
      return file.get();
    }
    Future<Address> answer =
        ask(Long.toString(pid), () -> attached(pid, machine -> reach(pid, machine)));
    try {
      return answer.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      throw new NotWatchableException("process " + pid + " " + SILENT, silent);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new NotWatchableException("process " + pid + " was not waited for", stop);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof NotWatchableException why
          ? why
          : new NotWatchableException("process " + pid + " can not be asked", failed);
    }
  }

  /// The process whose main class (or jar) has this name, or begins with it.
  ///
  /// @throws NotWatchableException if there is none, or more than one
  public static WatchableProcess named(String name) throws NotWatchableException {
    List<WatchableProcess> all = list();
    List<WatchableProcess> exact =
        all.stream().filter(one -> shortName(one.main()).equalsIgnoreCase(name)).toList();
    List<WatchableProcess> fitting =
        exact.isEmpty()
            ? all.stream()
                .filter(
                    one ->
                        one.main().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
                .toList()
            : exact;
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    String which =
        String.join(
            ", ", fitting.stream().map(one -> one.pid() + " " + shortName(one.main())).toList());
    throw new NotWatchableException(
        fitting.isEmpty()
            ? "no process on this machine that can be watched is called \""
                + name
                + "\"; `vitrine ps` lists them"
            : "\"" + name + "\" fits several processes: " + which + "; give the number");
  }

  /// The name of a class without its package, of a jar without its folders.
  public static String shortName(String main) {
    String first = main.strip().split("\\s+", 2)[0];
    String file = first.substring(first.lastIndexOf('/') + 1);
    return file.endsWith(".jar") ? file : file.substring(file.lastIndexOf('.') + 1);
  }

  private interface Ask<T> {
    T of(VirtualMachine machine) throws NotWatchableException, IOException;
  }

  private static <T> T attached(long pid, Ask<T> ask) throws NotWatchableException {
    VirtualMachine machine;
    try {
      machine = VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException | IOException refused) {
      throw new NotWatchableException(
          "process "
              + pid
              + " can not be asked: it is no JVM, belongs to somebody else, or was started with"
              + " -XX:+DisableAttachMechanism",
          refused);
    }
    try {
      return ask.of(machine);
    } catch (IOException lost) {
      throw new NotWatchableException("process " + pid + " went away while it was asked", lost);
    } finally {
      detach(machine);
    }
  }

  private static void detach(VirtualMachine machine) {
    try {
      machine.detach();
    } catch (IOException ended) {
      // It has ended by itself, which is all that was wanted.
      return;
    }
  }

  private static Address reach(long pid, VirtualMachine machine)
      throws NotWatchableException, IOException {
    Properties properties = machine.getSystemProperties();
    Optional<Address> serving = address(pid, properties.getProperty(ADDRESS_PROPERTY, ""));
    if (serving.isPresent()) {
      return serving.get();
    }
    if (properties.getProperty(RUNTIME_PROPERTY) == null) {
      throw new NotWatchableException(
          "process "
              + pid
              + " is a JVM that does not use the Vitrine runtime; `vitrine ps` lists those that do");
    }
    String started = start(pid, machine.startLocalManagementAgent());
    return address(pid, started)
        .orElseThrow(
            () ->
                new NotWatchableException(
                    "process " + pid + " answered with an address that is none: " + started));
  }

  // The URL was handed over by a process of this user, which could run code here in simpler ways.
  @SuppressWarnings("BanJNDI")
  private static String start(long pid, String agent) throws NotWatchableException {
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName name = ObjectName.getInstance(START_OBJECT);
      if (!beans.isRegistered(name)) {
        make(beans, name);
      }
      Object[] arguments = {"auto"};
      String[] signature = {String.class.getName()};
      return String.valueOf(beans.invoke(name, "start", arguments, signature));
    } catch (ReflectionException noServer) {
      throw new NotWatchableException(
          "process " + pid + " uses the runtime and has no console server: " + ADD_SERVER,
          noServer);
    } catch (JMException | IOException | RuntimeException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new NotWatchableException(
          "process " + pid + " does not start its console server: " + cause.getMessage(), failed);
    }
  }

  /// Has the process make the object from its own class path.
  private static void make(MBeanServerConnection beans, ObjectName name)
      throws JMException, IOException {
    try {
      beans.createMBean(START_CLASS, name);
    } catch (InstanceAlreadyExistsException another) {
      // Another console was faster, and its object serves as well.
      return;
    }
  }

  private static Optional<WatchableProcess> look(VirtualMachineDescriptor descriptor) {
    long pid = Long.parseLong(descriptor.id());
    try {
      return attached(
          pid,
          machine -> {
            Properties properties = machine.getSystemProperties();
            String version = properties.getProperty(RUNTIME_PROPERTY, "");
            String address = properties.getProperty(ADDRESS_PROPERTY, "");
            if (version.isEmpty() && address.isEmpty()) {
              return Optional.empty();
            }
            boolean isOff = isOff(properties);
            State state = !address.isEmpty() ? State.SERVING : isOff ? State.CLOSED : State.READY;
            return Optional.of(
                new WatchableProcess(
                    pid,
                    descriptor.displayName(),
                    version,
                    address,
                    state,
                    state == State.CLOSED ? SWITCHED_OFF : ""));
          });
    } catch (NotWatchableException refused) {
      // Most of these are JVMs that have nothing to do with us: listed only if a file says
      // otherwise.
      return Optional.empty();
    }
  }

  /// Whether the program refuses to be watched. What its environment says it tells when it is asked
  /// to start the service.
  static boolean isOff(Properties properties) {
    return properties.getProperty(SWITCH_PROPERTY, "").strip().equalsIgnoreCase("off");
  }

  /// A Unix socket inside a container is reached through the process's view of the files.
  private static Optional<Address> address(long pid, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Address address = Address.parse(text);
      if (address instanceof Address.Unix(Path path) && !Files.exists(path)) {
        Path inside = Path.of("/proc/" + pid + "/root").resolve(path.toString().substring(1));
        return Files.exists(inside) ? Optional.of(new Address.Unix(inside)) : Optional.empty();
      }
      return Optional.of(address);
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Asks a process in a thread of its own.
  ///
  /// A process that is stopped still accepts a connection and never answers, and nothing ends the
  /// read that waits for that: such a thread is left behind, a daemon. It is none of the virtual
  /// ones because the read would keep a carrier for ever.
  private static <T> Future<T> ask(String pid, Callable<T> question) {
    var answer = new FutureTask<T>(question);
    Thread.ofPlatform().daemon().name("vitrine-ask-" + pid).start(answer);
    return answer;
  }

  private static Optional<WatchableProcess> until(
      long end, VirtualMachineDescriptor machine, Future<Optional<WatchableProcess>> answer) {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return Optional.of(
          new WatchableProcess(
              Long.parseLong(machine.id()), machine.displayName(), "", "", State.SILENT, SILENT));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException failed) {
      return Optional.empty();
    }
  }
}
