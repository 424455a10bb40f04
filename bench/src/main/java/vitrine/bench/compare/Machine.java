package vitrine.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// On what, and with which versions.
final class Machine {
  private Machine() {}

  static Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(
        "commit",
        Shell.output("git", "rev-parse", "--short", "HEAD")
            + (Shell.output("git", "status", "--porcelain").isEmpty() ? "" : " and changes"));
    facts.put("processor", find(Path.of("/proc/cpuinfo"), "model name\\s*: (.*)"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", find(Path.of("/proc/meminfo"), "MemTotal:\\s*(.*)"));
    facts.put("huge pages", read(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")).strip());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("JVM flags", System.getProperty("bench.flags", ""));
    facts.put("Tokio", find(Path.of("bench/peers/tokio/Cargo.toml"), "tokio = .*\"=([0-9.]*)\""));
    facts.put("rustc", Shell.output("rustc", "--version"));
    facts.put("Go", Shell.output("go", "version"));
    facts.put("C compiler", firstLine(Shell.output("cc", "--version")));
    Path peers = Path.of("bench/peers/pom.xml");
    facts.put("Kotlin", version(peers, "kotlin"));
    facts.put("kotlinx.coroutines", version(peers, "kotlinx-coroutines"));
    facts.put("Scala", version(peers, "scala"));
    facts.put("cats-effect", version(peers, "cats-effect"));
    facts.put("ZIO", version(peers, "zio"));
    facts.put("Netty", version(peers, "netty"));
    facts.values().removeIf(String::isBlank);
    return facts;
  }

  private static String version(Path pom, String name) {
    return find(pom, "<" + name + "\\.version>(.*)</");
  }

  private static String find(Path file, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(read(file));
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
