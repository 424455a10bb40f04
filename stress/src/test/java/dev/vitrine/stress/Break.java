package dev.vitrine.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/// One mistake in one class of the runtime, as a change of its source, and the test that has to see
/// it.
///
/// The change is made to the source as it is today, so no copy can grow old: when the place is not
/// found any more, the break has to be written anew.
///
/// @param what the mistake, in words
/// @param type the class, below `dev.vitrine`
/// @param from the place; white space counts as white space only
/// @param to what stands there instead
/// @param seenBy the jcstress test or the scenario that catches it, by its simple name
public record Break(String what, String type, String from, String to, String seenBy) {

  /// The same mistake, for another test that has to see it.
  public Break seenBy(String test) {
    return new Break(what, type, from, to, test);
  }

  /// Compiles the broken class, and what is nested in it, into `target`.
  public void compileInto(Path target, Path runtimeSources, String classPath) throws IOException {
    Path broken = target.resolve("src").resolve(file(runtimeSources).getFileName().toString());
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, applyTo(source(runtimeSources)));
    var arguments =
        List.of("-nowarn", "-proc:none", "-d", target.toString(), "-cp", classPath, "" + broken);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("the broken copy does not compile: " + this);
    }
  }

  /// The source as it is.
  public String source(Path runtimeSources) throws IOException {
    return Files.readString(file(runtimeSources));
  }

  private Path file(Path runtimeSources) {
    return runtimeSources.resolve("dev/vitrine/" + type.replace('.', '/') + ".java");
  }

  /// The source with the mistake in it.
  public String applyTo(String source) {
    Matcher place = place().matcher(source);
    List<MatchResult> found = place.results().toList();
    if (found.size() != 1) {
      throw new AssertionError("the place is there " + found.size() + " times: " + this);
    }
    MatchResult only = found.getFirst();
    return source.substring(0, only.start()) + to + source.substring(only.end());
  }

  private Pattern place() {
    var pattern = new StringBuilder();
    for (String word : from.strip().split("\\s+", -1)) {
      pattern.append(pattern.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
    }
    return Pattern.compile(pattern.toString());
  }

  @Override
  public String toString() {
    return type + ": " + what;
  }
}
