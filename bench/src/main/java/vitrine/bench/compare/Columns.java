package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// All columns. `bench/compare` says by system properties what it has built: `bench.java` and
/// `bench.flags` for all JVMs, and for each toolchain either where its program is or, in
/// `bench.missing.NAME`, why there is none.
final class Columns {
  private final List<Column> columns = new ArrayList<>();

  private Columns() {}

  static List<Column> all() {
    var all = new Columns();
    for (String flavour : List.of("polled", "block")) {
      String what = flavour.equals("polled") ? "our polled tasks" : "our async blocks";
      all.ours(flavour, flavour, what, List.of());
      all.ours(
          flavour + "-off",
          flavour,
          what + ", nothing counted",
          List.of("-Dvitrine.instrument=off", "-Dbench.tier=off"));
      all.ours(
          flavour + "-watched",
          flavour,
          what + ", watched and read each second",
          List.of("-Dbench.tier=watched"));
      all.ours(
          flavour + "-recorded",
          flavour,
          what + ", recorded into a file",
          List.of("-Dbench.tier=recorded"));
      all.ours(
          flavour + "-flight",
          flavour,
          what + ", with a flight recorder",
          List.of("-Dbench.tier=flight"));
    }
    all.ours("virtual", "virtual", "virtual threads of the JDK", List.of());
    all.ours("callback", "callback", "callbacks: ForkJoinPool, CompletableFuture", List.of());
    all.binary("tokio", "Tokio, two workers");
    all.peer(
        "kotlin",
        "kotlinx.coroutines",
        "kotlin",
        List.of("-Dkotlinx.coroutines.scheduler.core.pool.size=2"),
        List.of("vitrine.bench.kotlin.CoroutinesKt"));
    all.peer("cats-effect", "cats-effect", "scala", List.of(), List.of("vitrine.bench.scala.Cats"));
    all.peer(
        "zio",
        "ZIO",
        "scala",
        List.of("-XX:ActiveProcessorCount=2"),
        List.of("vitrine.bench.scala.Zio"));
    all.binary("go", "goroutines, GOMAXPROCS=2");
    for (String transport : List.of("nio", "epoll", "io_uring")) {
      all.peer(
          "netty-" + transport,
          "Netty on " + transport,
          "netty",
          List.of(),
          List.of("vitrine.bench.netty.Echo", transport));
    }
    return all.columns;
  }

  private void ours(String name, String flavour, String what, List<String> flags) {
    jvm(name, what, "ours", flags, List.of("vitrine.bench.Run", flavour));
  }

  private void peer(
      String name, String what, String program, List<String> flags, List<String> main) {
    jvm(name, what, program, flags, main);
  }

  private void jvm(
      String name, String what, String program, List<String> flags, List<String> main) {
    var launcher = new ArrayList<String>();
    launcher.add(System.getProperty("bench.java", "java"));
    Stream.of(System.getProperty("bench.flags", "").split(" ", -1))
        .filter(Predicate.not(String::isBlank))
        .forEach(launcher::add);
    launcher.addAll(flags);
    var rest = new ArrayList<String>();
    rest.add("-cp");
    rest.add(System.getProperty("bench.classpath." + program, ""));
    rest.addAll(main);
    String missing = System.getProperty("bench.missing." + program, "");
    columns.add(new Column(name, what, launcher, rest, true, missing));
  }

  private void binary(String name, String what) {
    var launcher = List.of(System.getProperty("bench.program." + name, name));
    String missing = System.getProperty("bench.missing." + name, "");
    columns.add(new Column(name, what, launcher, List.of(), false, missing));
  }
}
