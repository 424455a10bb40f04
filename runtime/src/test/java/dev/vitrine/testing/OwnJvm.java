package dev.vitrine.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a main class of the tests in a JVM of its own, for what can be seen only once in a process.
public final class OwnJvm {
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> flags = new ArrayList<>();

  private String ignored = "";

  private OwnJvm() {}

  /// How it ended.
  ///
  /// @param output of both streams
  public record Result(int exitCode, String output) {}

  public static OwnJvm withTheDoorOpen() {
    return new OwnJvm().flag("--add-opens").flag("java.base/java.lang=ALL-UNNAMED");
  }

  public static OwnJvm withTheDoorClosed() {
    return new OwnJvm();
  }

  public OwnJvm flag(String flag) {
    flags.add(flag);
    return this;
  }

  /// Starts it as a shell without job control starts a job in the background. Needs a POSIX shell.
  public OwnJvm ignoring(String signal) {
    ignored = signal;
    return this;
  }

  /// Runs `main` to its end, which comes within a minute.
  public Result run(Class<?> main) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    if (!ignored.isEmpty()) {
      command.addAll(List.of("sh", "-c", "trap '' " + ignored + "; exec \"$0\" \"$@\""));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-Dvitrine.console=off");
    command.add("-cp");
    command.add(classPath());
    command.add(main.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      var output = new StringBuilder();
      Thread reader =
          new Thread(
              () -> {
                try {
                  output.append(
                      new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                  output.append(e);
                }
              });
      reader.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        reader.join();
        throw new AssertionError(main.getName() + " did not end: " + output);
      }
      reader.join();
      return new Result(process.exitValue(), output.toString());
    } finally {
      process.destroyForcibly();
    }
  }

  /// Surefire may put the real class path into a property of its own.
  private static String classPath() {
    String real = System.getProperty("surefire.test.class.path");
    return real != null ? real : System.getProperty("java.class.path");
  }
}
