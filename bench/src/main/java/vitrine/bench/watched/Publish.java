package vitrine.bench.watched;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.sync.Notify;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import vitrine.bench.harness.Uninterrupted;

/// What publishing a great many idle tasks costs the program that has them.
///
/// ```
/// Publish TASKS [ours|tokio] [SECONDS]
/// ```
///
/// One worker polls a hundred tasks that work for a microsecond or two and yield, beside TASKS that
/// wait for one event. For SECONDS (6) each, in turns, nobody watches and a console does, three
/// times. The other processor is the console's. Prints the time until the console had everything,
/// the CPU time of the server's threads per second after that, and how much less the tasks got done
/// meanwhile.
public final class Publish {
  private static final int WORKING = 100;
  private static final int ROUNDS = 3;
  private static final long SETTLE_MILLIS = 2000;

  private final long windowMillis;
  private final long settleMillis;
  private final LongAdder polls = new LongAdder();

  private Publish(long windowMillis, long settleMillis) {
    this.windowMillis = windowMillis;
    this.settleMillis = settleMillis;
  }

  public static void main(String[] args) {
    int tasks = Integer.parseInt(args[0]);
    var service =
        args.length > 1 && args[1].equals("tokio") ? Console.Service.TOKIO : Console.Service.OURS;
    long seconds = args.length > 2 ? Long.parseLong(args[2]) : 6;
    System.out.println("first_ms\tserver_cpu_ms_per_s\tpolls_per_s\twatched_to_unwatched");
    for (Cost cost : measure(tasks, service, ROUNDS, seconds * 1000, SETTLE_MILLIS)) {
      System.out.printf(
          Locale.ROOT,
          "%d\t%.1f\t%.0f\t%.3f%n",
          cost.firstMillis(),
          cost.serverMillis(),
          cost.unwatched(),
          cost.watched() / cost.unwatched());
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  /// @param firstMillis from the start of the console's process until it had everything
  /// @param serverMillis CPU time of the server's threads in each second after that
  /// @param unwatched polls a second
  /// @param watched polls a second
  record Cost(long firstMillis, double serverMillis, double unwatched, double watched) {}

  static List<Cost> measure(
      int tasks, Console.Service service, int rounds, long windowMillis, long settleMillis) {
    try (var runtime = AsyncRuntime.multiThread().workers(1).enableAll().build()) {
      var event = new Notify();
      for (int i = 0; i < tasks; i++) {
        Async<?> waiting = event.notified();
        runtime.spawn(waiting);
      }
      var publish = new Publish(windowMillis, settleMillis);
      for (int i = 0; i < WORKING; i++) {
        runtime.spawn(publish.new Works());
      }
      pause(settleMillis);
      var costs = new ArrayList<Cost>();
      for (int round = 0; round < rounds; round++) {
        costs.add(publish.round(service));
      }
      return costs;
    }
  }

  private Cost round(Console.Service service) {
    double unwatched = perSecond();
    Cost cost;
    try (var console = Console.attach(service)) {
      pause(settleMillis);
      long before = serverNanos();
      double watched = perSecond();
      double serverMillis = (serverNanos() - before) / 1e3 / windowMillis;
      cost = new Cost(console.firstMillis(), serverMillis, unwatched, watched);
    }
    pause(settleMillis);
    return cost;
  }

  private double perSecond() {
    long start = System.nanoTime();
    long before = polls.sum();
    pause(windowMillis);
    return (polls.sum() - before) / ((System.nanoTime() - start) / 1e9);
  }

  private static void pause(long millis) {
    Uninterrupted.run(() -> Thread.sleep(millis));
  }

  /// CPU time of the threads that the service has started. They are found by their group, not by a
  /// snapshot, over which JDK 25 may crash (JDK-8392031).
  private static long serverNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    var found = new Thread[2 * all.activeCount() + 64];
    int count = all.enumerate(found);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (found[i].getName().startsWith("vitrine-console")) {
        sum += Math.max(0, threads.getThreadCpuTime(found[i].threadId()));
      }
    }
    return sum;
  }

  private final class Works implements Async<@Nullable Void> {
    private long sum = 1;

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      for (int i = 0; i < 1000; i++) { // Marsaglia's xorshift: no compiler shortens it
        sum ^= sum << 13;
        sum ^= sum >>> 7;
        sum ^= sum << 17;
      }
      polls.increment();
      cx.yieldNow();
      return Poll.pending();
    }
  }
}
