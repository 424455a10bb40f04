package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import vitrine.bench.workload.Workload;

/// All rows. The short mode has those of the issue that set the goals, with us, with whom a goal
/// names, and with the peer that was best when the goals were set.
final class Rows {
  private static final String POLLED = "polled";
  private static final String BLOCK = "block";
  private static final String TOKIO = "tokio";
  private static final String KOTLIN = "kotlin";
  private static final String CATS = "cats-effect";
  private static final String ZIO = "zio";
  private static final String GO = "go";
  private static final String VIRTUAL = "virtual";
  private static final String CALLBACK = "callback";

  private static final List<String> TASKS =
      List.of(POLLED, BLOCK, TOKIO, KOTLIN, CATS, ZIO, GO, VIRTUAL, CALLBACK);
  private static final List<String> SERVERS =
      List.of(POLLED, BLOCK, TOKIO, "netty-nio", "netty-epoll", "netty-io_uring", GO, VIRTUAL);
  private static final List<String> TIERS =
      Stream.of(POLLED, BLOCK)
          .flatMap(
              flavour ->
                  Stream.of("", "-off", "-watched", "-recorded", "-flight")
                      .map(tier -> flavour + tier))
          .toList();
  private static final List<String> CROWDS = List.of(POLLED, BLOCK, TOKIO, VIRTUAL);
  private static final int[] LIVE = {1000, 10_000, 100_000, 1_000_000};

  private Rows() {}

  static List<Row> all() {
    var rows = new ArrayList<Row>();
    for (Workload workload : Workload.values()) {
      rows.add(workload(workload));
    }
    rows.add(
        new Row(
            "memory",
            Row.Kind.PROGRAM,
            "memory",
            List.of(new Figure("memory", "bytes", 1, "bytes/task", false)),
            TASKS,
            List.of(POLLED, BLOCK, TOKIO, KOTLIN, VIRTUAL),
            true));
    rows.add(echo("echo_50", 50, SERVERS, true));
    rows.add(echo("echo_1000", 1000, SERVERS, true));
    for (String workload : List.of("yield_many", "ping_pong", "spawn_many_local")) {
      String name = "tiers_" + workload;
      rows.add(
          new Row(
              name,
              Row.Kind.PROGRAM,
              workload,
              List.of(Figure.nanos(name)),
              TIERS,
              List.of(),
              false));
    }
    rows.add(echo("tiers_echo_50", 50, TIERS, false));
    for (String operation : List.of("spawn", "wake", "timer")) {
      for (int live : LIVE) {
        String name = operation + "_among_" + live;
        rows.add(
            new Row(
                name,
                Row.Kind.PROGRAM,
                name,
                List.of(Figure.nanos(name)),
                CROWDS,
                List.of(),
                false));
      }
    }
    return rows;
  }

  private static Row workload(Workload workload) {
    String name = workload.label();
    List<String> shortColumns =
        switch (workload) {
          case CHAINED_SPAWN, PING_PONG, YIELD_MANY ->
              List.of(POLLED, BLOCK, TOKIO, KOTLIN, VIRTUAL);
          case SPAWN_MANY_LOCAL -> List.of(POLLED, BLOCK, TOKIO, CATS, CALLBACK, VIRTUAL);
          case SPAWN_MANY_REMOTE_IDLE -> List.of(POLLED, BLOCK, TOKIO, CALLBACK, VIRTUAL);
          case MPSC_UNCONTENDED, MPSC_CONTENDED -> List.of(POLLED, BLOCK, TOKIO, KOTLIN, GO);
          case MUTEX_UNCONTENDED, MUTEX_CONTENDED ->
              List.of(POLLED, BLOCK, TOKIO, KOTLIN, GO, VIRTUAL);
          case SLEEPS -> List.of(POLLED, BLOCK, TOKIO, GO);
          case SPAWN_MANY_REMOTE_BUSY1,
              SPAWN_MANY_REMOTE_BUSY2,
              SPAWN_ONE,
              SPAWN_TEN,
              SPAWN_BLOCKING,
              REMOTE_SPAWN,
              MPSC_RECV_MANY,
              ONESHOT_ROUND_TRIPS,
              SEMAPHORE_UNCONTENDED,
              SEMAPHORE_CONTENDED,
              NOTIFY_ONE,
              NOTIFY_WAITERS,
              TIME_TIMEOUT,
              TIME_TIMEOUT_PENDING ->
              List.of();
        };
    Figure figure =
        workload == Workload.SLEEPS
            ? new Figure(name, "cpu_nanos", workload.full().operations() / 1e6, "ms of CPU", false)
            : Figure.nanos(name);
    return new Row(name, Row.Kind.PROGRAM, name, List.of(figure), TASKS, shortColumns, false);
  }

  private static Row echo(String name, int connections, List<String> columns, boolean inShort) {
    return new Row(
        name,
        Row.Kind.ECHO,
        Integer.toString(connections),
        List.of(
            new Figure(name, "msgs_per_s", 1e-3, "thousand messages/s", true),
            new Figure(name + "_p50", "p50_us", 1, "us", false),
            new Figure(name + "_p99", "p99_us", 1, "us", false)),
        columns,
        inShort
            ? List.of(POLLED, BLOCK, TOKIO, "netty-nio", "netty-epoll", "netty-io_uring")
            : List.of(),
        false);
  }
}
