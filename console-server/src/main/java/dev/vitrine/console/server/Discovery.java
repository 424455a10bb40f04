package dev.vitrine.console.server;

import dev.vitrine.console.server.internal.read.Descriptions;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells others of this machine where the service listens: by a system property, which the JDK's
/// attach API can read, and by a file.
///
/// The file is `PID.properties` in the folder `vitrine` below `$XDG_RUNTIME_DIR`, or below
/// `/tmp/vitrine-UID`. Only its owner may read it. It is deleted at exit; one that a killed process
/// left behind is known by its pid being gone or the address not answering.
final class Discovery {
  static final String ADDRESS_PROPERTY = "vitrine.console.address";

  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(OWNER_FOLDER);
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static @Nullable Path file;
  private static @Nullable Thread remover;

  private Discovery() {}

  /// Calls are one after the other: the listeners see to it.
  static synchronized void publish(String address) {
    System.setProperty(ADDRESS_PROPERTY, address);
    try {
      Path folder = folder();
      if (folder == null) {
        return;
      }
      Path wanted = folder.resolve(ProcessHandle.current().pid() + ".properties");
      write(wanted, address);
      if (file == null) {
        file = wanted;
        remover = new Thread(() -> delete(wanted), "vitrine-console-exit");
        AtExit.add(remover);
      }
    } catch (IOException | UnsupportedOperationException unwritable) {
      // Consoles can still ask through the attach API, or be given the address.
      log("the file that tells where the console listens can not be written", unwritable);
    }
  }

  static synchronized void withdraw() {
    System.clearProperty(ADDRESS_PROPERTY);
    if (remover != null) {
      AtExit.remove(remover);
      remover = null;
    }
    if (file != null) {
      delete(file);
      file = null;
    }
  }

  private static void write(Path wanted, String address) throws IOException {
    var properties = new Properties();
    properties.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
    properties.setProperty("address", address);
    properties.setProperty("main", Descriptions.main());
    ProcessHandle.current()
        .info()
        .startInstant()
        .ifPresent(at -> properties.setProperty("started", at.toString()));
    Path folder = wanted.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".new", ".tmp", FILE_MODE);
    try {
      try (Writer writer = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
        properties.store(writer, null);
      }
      Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// The folder, made if need be; null when it is not safe to write there.
  private static @Nullable Path folder() throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self").toRealPath(), "unix:uid");
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    Path base;
    if (runtime != null && !runtime.isBlank()) {
      base = Path.of(runtime);
    } else {
      base = Path.of("/tmp/vitrine-" + user);
      if (!isOurs(base, user)) {
        return null;
      }
    }
    Path folder = base.resolve("vitrine");
    return isOurs(folder, user) ? folder : null;
  }

  /// Makes the folder, or sees that nobody else may write to it: anybody may make one in `/tmp`.
  private static boolean isOurs(Path folder, Object user) throws IOException {
    try {
      Files.createDirectory(folder, FOLDER_MODE);
    } catch (FileAlreadyExistsException _) {
      // Looked at below.
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !user.equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
      log(
          "others could write to " + folder + ", so where the console listens is not told there",
          null);
      return false;
    }
    Files.setPosixFilePermissions(folder, OWNER_FOLDER);
    return true;
  }

  private static void delete(Path published) {
    try {
      Files.deleteIfExists(published);
    } catch (IOException left) {
      log("a file that tells where the console listened was left behind", left);
    }
  }

  private static void log(String message, @Nullable Throwable cause) {
    System.getLogger(Discovery.class.getName()).log(System.Logger.Level.DEBUG, message, cause);
  }
}
