package dev.vitrine.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens files for recordings, each for one writer at a time: what two write comes to lie in one
/// another, and can not be read.
///
/// The lock is the file's, so it counts for all processes that write recordings, and ends with them
/// however they end. It keeps nobody from reading; but a process that reads the very file that it
/// writes loses it (POSIX), and then only its own threads are kept out. A file system that knows no
/// locks is used without.
public final class RecordingFiles {
  private RecordingFiles() {}

  /// Begins a file.
  ///
  /// @param replace whether one that is there is emptied
  /// @throws java.nio.file.FileAlreadyExistsException if one is there and is not to be replaced
  /// @throws RecordingException if somebody writes to it; it is left as it is
  public static OutputStream create(Path file, boolean replace) throws IOException {
    Locked opened = open(file, replace ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW);
    try {
      opened.cutTo(0);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  static Locked open(Path file, StandardOpenOption ifThere) throws IOException {
    FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, ifThere));
    try {
      return new Locked(channel, lock(file, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException byThisProcess) {
      lock = null;
    } catch (IOException unknown) {
      return null; // there are no locks here
    }
    if (lock == null) {
      throw new RecordingException(
          "another recording is being written to "
              + file
              + ": give another file, or wait until that one has ended");
    }
    return lock;
  }

  /// A file that nobody else writes to until it is closed.
  static final class Locked extends OutputStream {
    private final FileChannel channel;
    private final OutputStream out;
    private final @Nullable FileLock lock; // the JDK forgets one that nobody refers to

    private Locked(FileChannel channel, @Nullable FileLock lock) {
      this.channel = channel;
      this.out = Channels.newOutputStream(channel);
      this.lock = lock;
    }

    long size() throws IOException {
      return channel.size();
    }

    /// What is written next will be behind the first `bytes`.
    void cutTo(long bytes) throws IOException {
      if (channel.size() > bytes) { // what can not be cut, such as a pipe, has no size
        channel.truncate(bytes);
      }
      if (bytes > 0) {
        channel.position(bytes);
      }
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (lock != null && channel.isOpen()) {
          lock.release();
        }
      }
    }
  }
}
