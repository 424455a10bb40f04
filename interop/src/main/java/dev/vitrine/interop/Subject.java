package dev.vitrine.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/// The program in `src/test/programs`, written for these tests, as a user's program would run: with
/// the runtime on its class path, and the console server or not.
final class Subject implements AutoCloseable {
  private static final String NAME = "Subject";

  private final Program program;

  private Subject(Program program) {
    this.program = program;
  }

  /// Starts it with the console service, if any, where `-Dvitrine.console` says.
  ///
  /// @param console an address, `auto` or `off`
  static Subject start(String console, String... arguments) {
    return start(
        List.of("-Dvitrine.console=" + console), !console.equals("off"), _ -> true, arguments);
  }

  /// Starts it without a word about the console, as most programs are.
  static Subject startUnasked(String... arguments) {
    return start(List.of(), false, _ -> true, arguments);
  }

  /// Starts it with a flight recorder.
  ///
  /// @param options as of `-Dvitrine.flight`
  static Subject startFlying(String options, String... arguments) {
    return start(List.of("-Dvitrine.flight=" + options), false, _ -> true, arguments);
  }

  /// Asks for a flight recorder without the library that has it.
  static Subject startFlyingWithoutServer(String options, String... arguments) {
    return start(List.of("-Dvitrine.flight=" + options), false, Subject::isOfRuntime, arguments);
  }

  /// The same as unasked without the library that has the console server.
  static Subject startWithoutServer(String... arguments) {
    return start(List.of(), false, Subject::isOfRuntime, arguments);
  }

  private static boolean isOfRuntime(String jar) {
    return jar.matches("(vitrine-runtime|jctools|jspecify).*");
  }

  private static Subject start(
      List<String> options, boolean speaks, Predicate<String> jars, String... arguments) {
    var words = new ArrayList<>(List.of(java(), "--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(options);
    words.addAll(List.of("-cp", classes() + ":" + classPath(jars), NAME));
    words.addAll(List.of(arguments));
    var subject = new Subject(Program.start(words));
    try {
      subject.program.awaitOut(line -> line.equals("ready"), Vitrine.PATIENCE);
      if (speaks) {
        subject.program.awaitErr(line -> line.startsWith("vitrine: "), Vitrine.PATIENCE);
      }
    } catch (AssertionError e) {
      subject.close();
      throw e;
    }
    return subject;
  }

  Program program() {
    return program;
  }

  long pid() {
    return program.pid();
  }

  @Override
  public void close() {
    program.close();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path classes() {
    var target = Paths.root().resolve("interop/target/programs");
    var source = Paths.root().resolve("interop/src/test/programs").resolve(NAME + ".java");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-d",
                target.toString(),
                "-cp",
                classPath(_ -> true),
                source.toString());
    if (result != 0) {
      throw new AssertionError(source + " does not compile");
    }
    return target;
  }

  /// The jars that the launcher runs the examples with.
  private static String classPath(Predicate<String> jars) {
    Vitrine.command();
    var app = Paths.root().resolve(".vitrine/app/latest");
    try {
      return Files.readAllLines(app.resolve("examples.jars")).stream()
          .filter(jars)
          .map(jar -> app.resolve("lib").resolve(jar).toString())
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
