package dev.vitrine.examples.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A named pipe into which a thread writes a byte now and then: opening it for reading blocks until
/// then.
final class NamedPipe implements AutoCloseable {
  private static final long WRITE_EVERY_MILLIS = 500;

  private final Path folder;
  private final Path path;
  private final Thread writer;

  private NamedPipe(Path folder, Path path) {
    this.folder = folder;
    this.path = path;
    writer = Thread.ofPlatform().daemon().name("pipe-writer").start(this::write);
  }

  static NamedPipe create() throws IOException {
    Path folder = Files.createTempDirectory("vitrine-blocking");
    Path path = folder.resolve("pipe");
    try {
      Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
      if (!mkfifo.waitFor(10, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
        throw new IOException("mkfifo could not make the named pipe " + path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while mkfifo ran", e);
    }
    return new NamedPipe(folder, path);
  }

  Path path() {
    return path;
  }

  /// Blocks its worker in the operating system until somebody writes.
  static int readOnce(Path pipe) throws IOException {
    try (InputStream in = Files.newInputStream(pipe)) {
      return in.read();
    }
  }

  private void write() {
    try {
      while (true) {
        Thread.sleep(WRITE_EVERY_MILLIS);
        try (var out = Files.newOutputStream(path)) { // blocks until somebody reads
          Thread.sleep(WRITE_EVERY_MILLIS); // the reader is inside read() meanwhile
          out.write(1);
        }
      }
    } catch (IOException | InterruptedException end) {
      return; // the program ends
    }
  }

  @Override
  public void close() throws IOException {
    writer.interrupt();
    Files.deleteIfExists(path);
    Files.deleteIfExists(folder);
  }
}
