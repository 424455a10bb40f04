package dev.vitrine.console.client.discover;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// The files in which processes say where their service listens, for those that can not be asked
/// through the JDK.
///
/// A file is `PID.properties` in the folder `vitrine` below `$XDG_RUNTIME_DIR`, or below
/// `/tmp/vitrine-UID` where that is not set. Its keys are `pid`, `address`, `main` and `started`.
/// Files and folders of other users are not believed: anybody may write into `/tmp`. Neither is
/// what a killed process has left behind: its number, and its port, may be somebody else's by now.
final class DiscoveryFiles {
  /// The start of a process is known by its ticks since the machine's start, and that by whole
  /// seconds.
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private DiscoveryFiles() {}

  /// What one file says.
  ///
  /// @param started when the process was started; empty where that was not known to it
  record Entry(long pid, String address, String main, Optional<Instant> started) {
    /// Whether the process that has this number now is the one that wrote the file, as far as one
    /// can tell.
    ///
    /// @param here its number, which inside a container is not the one in the file
    boolean isBy(long here) {
      return process(here).filter(this::fits).isPresent();
    }

    private boolean fits(ProcessHandle process) {
      Optional<Instant> actual = process.info().startInstant();
      return started.isEmpty()
          || actual.isEmpty()
          || Duration.between(started.get(), actual.get()).abs().compareTo(START_TOLERANCE) <= 0;
    }
  }

  /// The folder of this user, seen from a process whose files begin at `root`.
  static Optional<Path> folder(Path root) {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && !runtime.isEmpty()) {
      return Optional.of(root.resolve(relative(runtime)).resolve("vitrine"));
    }
    return userId().map(uid -> root.resolve("tmp/vitrine-" + uid).resolve("vitrine"));
  }

  /// All files of processes that live. Those of the dead are left alone.
  static List<Entry> all() {
    var entries = new ArrayList<Entry>();
    Optional<Path> folder = folder(Path.of("/"));
    if (folder.isEmpty() || !isTrusted(folder.get())) {
      return entries;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get(), "*.properties")) {
      for (Path file : files) {
        read(file).filter(entry -> entry.isBy(entry.pid())).ifPresent(entries::add);
      }
    } catch (IOException unreadable) {
      return entries;
    }
    return entries;
  }

  /// The file of one process, also when that process lives in a container: then its files begin
  /// elsewhere and it knows itself by another number.
  static Optional<Entry> of(long pid) {
    return of(Path.of("/"), pid)
        .filter(entry -> entry.isBy(pid))
        .or(() -> of(Path.of("/proc/" + pid + "/root"), namespacePid(pid)))
        .filter(entry -> entry.isBy(pid));
  }

  private static Optional<Entry> of(Path root, long pid) {
    return folder(root)
        .filter(DiscoveryFiles::isTrusted)
        .flatMap(folder -> read(folder.resolve(pid + ".properties")));
  }

  private static Optional<Entry> read(Path file) {
    if (!isTrusted(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      long pid = Long.parseLong(properties.getProperty("pid", ""));
      String address = properties.getProperty("address", "");
      String started = properties.getProperty("started", "");
      return Optional.of(
          new Entry(
              pid,
              address,
              properties.getProperty("main", ""),
              started.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(started))));
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  /// Ours, and nobody else may write to it.
  private static boolean isTrusted(Path path) {
    try {
      Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      var permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      return userId().filter(uid -> uid.equals(owner)).isPresent()
          && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
          && !permissions.contains(PosixFilePermission.GROUP_WRITE);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return false;
    }
  }

  private static Optional<Object> userId() {
    try {
      Path own = Path.of("/proc/self");
      return Optional.of(
          Files.getAttribute(
              Files.exists(own) ? own.toRealPath() : Path.of(System.getProperty("user.home")),
              "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private static String relative(String absolute) {
    return absolute.startsWith("/") ? absolute.substring(1) : absolute;
  }

  /// The number by which a process in a container knows itself.
  private static long namespacePid(long pid) {
    String numbers = status(pid, "NSpid:").orElse(Long.toString(pid));
    return Long.parseLong(numbers.substring(numbers.lastIndexOf('\t') + 1));
  }

  /// The process that has this number and runs. One that has ended keeps it until its parent looks.
  static Optional<ProcessHandle> process(long pid) {
    return ProcessHandle.of(pid)
        .filter(_ -> status(pid, "State:").filter(state -> state.startsWith("Z")).isEmpty());
  }

  /// What the kernel says of a process, where it does.
  private static Optional<String> status(long pid, String key) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).strip())
          .findFirst();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }
}
