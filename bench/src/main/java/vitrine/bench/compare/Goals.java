package vitrine.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// The goals that were set, by point; the figures of tiers are compared with nothing counted.
final class Goals {
  private static final List<String> PEERS =
      List.of("tokio", "kotlin", "cats-effect", "zio", "go", "virtual");
  private static final List<String> PEERS_AND_CALLBACKS =
      List.of("tokio", "kotlin", "cats-effect", "zio", "go", "virtual", "callback");

  /// Those whose mutex hands on in order of arrival.
  private static final List<String> FAIR = List.of("tokio", "kotlin", "cats-effect", "virtual");

  private static final List<String> SERVERS =
      List.of("tokio", "netty-nio", "netty-epoll", "netty-io_uring");

  private final List<Goal> goals = new ArrayList<>();

  private Goals() {}

  static List<Goal> all() {
    var all = new Goals();
    all.polled();
    all.blocks();
    all.goals.add(new Goal(3, "memory", "polled", List.of(), 200));
    all.goals.add(new Goal(3, "memory", "block", List.of(), 850));
    for (String row : List.of("echo_50", "echo_50_p99", "echo_1000", "echo_1000_p99")) {
      all.goals.add(new Goal(4, row, "polled", SERVERS, 1));
      all.goals.add(new Goal(4, row, "block", SERVERS, 1));
    }
    for (String column : List.of("polled", "block")) {
      List<String> off = List.of(column + "-off");
      all.goals.add(new Goal(5, "tiers_yield_many", column, off, 1.15));
      all.goals.add(new Goal(5, "tiers_echo_50", column, off, 1.05));
      all.goals.add(new Goal(5, "tiers_echo_50", column + "-watched", off, 1.1));
      List<String> always = List.of(column);
      for (String recorded : List.of("-recorded", "-flight")) {
        all.goals.add(new Goal(5, "tiers_ping_pong", column + recorded, always, 1.25));
        all.goals.add(new Goal(5, "tiers_echo_50", column + recorded, always, 1.05));
      }
    }
    return all.goals;
  }

  private void polled() {
    for (Row row : Rows.all()) {
      // A callback does not yield, it is run again; and a bare callback is no task that waits.
      boolean onlyTasks = row.name().equals("yield_many") || row.name().equals("memory");
      if (row.kind() == Row.Kind.PROGRAM && row.columns().contains("tokio")) {
        goals.add(new Goal(1, row.name(), "polled", onlyTasks ? PEERS : PEERS_AND_CALLBACKS, 1));
      }
    }
    List<String> tokio = List.of("tokio");
    for (String row :
        List.of("chained_spawn", "ping_pong", "spawn_many_local", "spawn_many_remote_idle")) {
      goals.add(new Goal(1, row, "polled", tokio, 0.5));
    }
    goals.add(new Goal(1, "yield_many", "polled", tokio, 0.6));
    goals.add(new Goal(1, "mpsc_uncontended", "polled", tokio, 0.4));
    goals.add(new Goal(1, "mpsc_contended", "polled", tokio, 0.4));
  }

  private void blocks() {
    List<String> virtual = List.of("virtual");
    goals.add(new Goal(2, "chained_spawn", "block", virtual, 0.4));
    goals.add(new Goal(2, "ping_pong", "block", virtual, 0.7));
    goals.add(new Goal(2, "spawn_many_local", "block", virtual, 0.75));
    goals.add(new Goal(2, "spawn_many_remote_idle", "block", virtual, 0.9));
    goals.add(new Goal(2, "yield_many", "block", virtual, 0.35));
    for (String column : List.of("polled", "block")) {
      goals.add(new Goal(2, "mutex_uncontended", column, virtual, 1.5));
      goals.add(new Goal(2, "mutex_contended", column, FAIR, 1));
    }
  }
}
