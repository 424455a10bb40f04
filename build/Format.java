import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Checks or rewrites the format of every Java source of this repository, in one JVM.
///
/// `mvn verify` runs it with `check`, the script `format` beside the root POM with `write`. It
/// looks at `build/` and at `src/` of each module, so generated sources (which live in `target/`)
/// are never touched.
final class Format {
  private static final Formatter FORMATTER =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  private Format() {}

  public static void main(String[] arguments) throws IOException {
    var mode = arguments.length == 1 ? arguments[0] : "";
    if (!mode.equals("check") && !mode.equals("write")) {
      System.err.println("usage: Format check|write, not: " + String.join(" ", arguments));
      System.exit(2);
    }
    var wrong = sources().parallelStream().filter(file -> !isFormatted(file, mode)).toList();
    for (var file : wrong) {
      System.err.println((mode.equals("write") ? "formatted " : "not formatted: ") + file);
    }
    if (mode.equals("check") && !wrong.isEmpty()) {
      System.err.println(wrong.size() + " files are not formatted; ./format does it");
      System.exit(1);
    }
  }

  private static List<Path> sources() throws IOException {
    try (var modules = Files.list(Path.of("."))) {
      return modules
          .map(Path::normalize)
          .flatMap(
              module ->
                  module.endsWith("build") ? Stream.of(module) : Stream.of(module.resolve("src")))
          .filter(Files::isDirectory)
          .flatMap(Format::javaFiles)
          .sorted()
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path root) {
    try {
      return Files.walk(root).filter(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells whether the file had the right format; with `write` it has it afterwards.
  private static boolean isFormatted(Path file, String mode) {
    try {
      var before = Files.readString(file);
      var after = format(before);
      if (mode.equals("write") && !after.equals(before)) {
        Files.writeString(file, after);
      }
      return after.equals(before);
    } catch (FormatterException e) {
      System.err.println(e.formatDiagnostics(file.toString(), null));
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String format(String source) throws FormatterException {
    var ordered = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
    return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
  }
}
