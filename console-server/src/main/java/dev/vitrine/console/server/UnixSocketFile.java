package dev.vitrine.console.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/// The file of a Unix socket that only its owner may connect to, at every moment.
///
/// A socket is made with whatever mode the umask leaves, so it is made in a folder nobody else may
/// enter, closed to others, and then moved to where it was wanted.
final class UnixSocketFile {
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Path folder;
  private final Thread remover = new Thread(this::delete, "vitrine-console-exit");

  private UnixSocketFile(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
  }

  /// Makes sure that the path is free: a socket that nobody answers is removed, anything else is
  /// left alone.
  ///
  /// @throws IOException if it is not
  static UnixSocketFile prepare(Path path) throws IOException {
    String where = "the console can not listen on unix:" + path + ": ";
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if (!(mode instanceof Integer bits) || (bits & TYPE_MASK) != SOCKET) {
        throw new IOException(where + "something that is no socket is there");
      }
      if (isAnswered(path)) {
        throw new IOException(where + "another process listens there");
      }
      Files.delete(path);
    }
    Path parent = path.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException(where + "there is no directory " + parent);
    }
    String name = ".v" + Integer.toString(ThreadLocalRandom.current().nextInt(46_656), 36);
    Path folder = parent.resolve(name);
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException refused) {
      throw new IOException(where + "a file can not be made there: " + refused, refused);
    }
    return new UnixSocketFile(path, folder);
  }

  private static boolean isAnswered(Path path) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return false;
    }
  }

  /// Where to bind.
  Path bindPath() {
    return folder.resolve("s");
  }

  /// Where it can be found once it is published.
  Path path() {
    return path;
  }

  /// Puts the bound socket where it was wanted.
  void publish() throws IOException {
    Files.setPosixFilePermissions(bindPath(), PosixFilePermissions.fromString("rw-------"));
    Files.move(bindPath(), path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(folder);
    AtExit.add(remover);
  }

  /// Takes the file away. To be called once nobody listens.
  void remove() {
    AtExit.remove(remover);
    delete();
  }

  private void delete() {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(bindPath());
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      // The next one who listens there finds that nobody answers, and removes it.
      System.getLogger(UnixSocketFile.class.getName())
          .log(System.Logger.Level.DEBUG, "a socket file was left behind", left);
    }
  }
}
