package vitrine.bench.workload;

import java.util.Locale;

/// The workloads. Names and parameters are those of the benchmark suite that Tokio publishes, so
/// that figures can be laid side by side; the code is each column's own.
///
/// Each run is started and awaited by a thread outside the runtime, as in that suite.
public enum Workload {
  /// Each task spawns the next one and ends. Shows spawn, wake-up of a sibling and end, on one
  /// worker, with the others looking on.
  CHAINED_SPAWN(1000, 1, 20, 1),
  /// Pairs of tasks exchange two one-value messages. Shows wake-ups both ways.
  PING_PONG(1000, 1, 20, 1),
  /// One task spawns all others. Shows spawn on a worker, and stealing.
  SPAWN_MANY_LOCAL(10_000, 1, 50, 1),
  /// A thread outside spawns all; nothing else runs. Shows the inject queue.
  SPAWN_MANY_REMOTE_IDLE(10_000, 1, 50, 1),
  /// The same while 8 tasks go in circles of a yield and 10 microseconds of work.
  SPAWN_MANY_REMOTE_BUSY1(10_000, 1, 50, 1),
  /// The same while 4 tasks work for 10 microseconds and spawn their successor.
  SPAWN_MANY_REMOTE_BUSY2(1000, 1, 50, 1),
  /// Tasks that do nothing but yield.
  YIELD_MANY(200, 1000, 5, 10),
  /// One task that yields once and returns a value, joined from outside.
  SPAWN_ONE(1, 1, 1, 1),
  /// Ten tasks that yield once and return a value, joined by a task.
  SPAWN_TEN(10, 1, 10, 1),
  /// Two tasks, each of which starts 100 times 16 trivial blocking jobs and joins them.
  SPAWN_BLOCKING(2, 1600, 2, 32),
  /// Two threads outside spawn half each.
  REMOTE_SPAWN(2, 6400, 2, 20),
  /// One sender, one receiver, a channel for 1000.
  MPSC_UNCONTENDED(1, 1_000_000, 1, 3000),
  /// Five senders, one receiver, a channel for 1000.
  MPSC_CONTENDED(5, 200_000, 5, 700),
  /// Five senders, and a receiver that takes what is there.
  MPSC_RECV_MANY(5, 200_000, 5, 700),
  /// A request by channel, the answer by a channel for one value.
  ONESHOT_ROUND_TRIPS(1, 1000, 1, 20),
  /// One task takes the only permit and gives it back.
  SEMAPHORE_UNCONTENDED(1, 1_000_000, 1, 300),
  /// Ten tasks, one permit.
  SEMAPHORE_CONTENDED(10, 50_000, 4, 50),
  /// One task locks and unlocks.
  MUTEX_UNCONTENDED(1, 1_000_000, 1, 300),
  /// Ten tasks, one lock. Long enough for both workers to be at it: with 20,000 rounds each, a task
  /// was often done before the next one began, and nothing was contended.
  MUTEX_CONTENDED(10, 50_000, 4, 50),
  /// One of ten waiters is woken, and says so, 500 times.
  NOTIFY_ONE(10, 500, 3, 20),
  /// All ten waiters are woken, and say so, 500 times.
  NOTIFY_WAITERS(10, 500, 3, 20),
  /// A limit of a second around something that is ready.
  TIME_TIMEOUT(1, 100_000, 1, 200),
  /// A limit of a second around something that is ready at its second poll: the timer is armed and
  /// disarmed.
  TIME_TIMEOUT_PENDING(1, 100_000, 1, 200),
  /// Tasks that sleep once, for 1 to 1000 ms.
  SLEEPS(100_000, 1, 100, 1);

  private final int tasks;
  private final int each;
  private final int tinyTasks;
  private final int tinyEach;

  Workload(int tasks, int each, int tinyTasks, int tinyEach) {
    this.tasks = tasks;
    this.each = each;
    this.tinyTasks = tinyTasks;
    this.tinyEach = tinyEach;
  }

  /// The name in tables, on command lines and of JMH's methods.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The size that is measured.
  public Size full() {
    return new Size(tasks, each);
  }

  /// A size for a test: done in milliseconds, apart from [#SLEEPS].
  public Size tiny() {
    return new Size(tinyTasks, tinyEach);
  }

  public static Workload of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
