package com.acme;

import static dev.vitrine.Tasks.async;

import dev.vitrine.future.Async;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Opens a named pipe that nobody writes to, in an async block: no thread of the JDK's knows that
/// this blocks.
public final class OpensPipe extends Trap {
  private final Path pipe;

  /// @param folder where to make the pipe
  public OpensPipe(Path folder) throws IOException, InterruptedException {
    pipe = folder.resolve("pipe");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    if (!mkfifo.waitFor(20, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
      throw new IOException("mkfifo could not make the named pipe " + pipe);
    }
    try (InputStream in = Files.newInputStream(Files.createFile(folder.resolve("file")))) {
      in.available(); // what is needed to open and to ask is loaded
    }
  }

  @Override
  public Async<?> body() {
    return async(
        () -> {
          nextLinesBlock(1);
          try (InputStream in = Files.newInputStream(pipe)) {
            return in.available();
          }
        });
  }

  @Override
  public void release() throws IOException {
    new RandomAccessFile(pipe.toFile(), "rw")
        .close(); // both ends at once, so this waits for nobody
  }
}
