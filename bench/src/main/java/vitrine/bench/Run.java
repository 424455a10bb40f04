package vitrine.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import vitrine.bench.harness.Job;
import vitrine.bench.harness.Program;
import vitrine.bench.harness.Sampler;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Size;
import vitrine.bench.workload.Workload;

/// The program behind the columns of `bench/compare` that are ours or the JDK's: runs one thing and
/// prints one line of `name=value` pairs.
///
/// ```
/// Run FLAVOUR WORKLOAD WARM_SECONDS SECONDS     a workload; also spawn_among_N, wake_among_N, timer_among_N
/// Run FLAVOUR memory COUNT                      bytes of the heap for each task that waits
/// Run FLAVOUR echo PORT                         an echo server, until it is killed
/// ```
///
/// `-Dbench.tier=off|always|watched` sets the tier. Exit code 3: the flavour can not do that.
public final class Run {
  private static final Size AMONG_SPAWNS = new Size(10_000, 1);
  private static final Size AMONG_TIMERS = new Size(1, 10_000);

  private final Flavour flavour;

  private Run(Flavour flavour) {
    this.flavour = flavour;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("usage: Run FLAVOUR WORKLOAD|memory|echo ARGUMENTS");
      System.exit(2);
    }
    String name = args[0];
    boolean ours = name.equals(Flavours.POLLED) || name.equals(Flavours.BLOCK);
    Flavour flavour = Flavours.open(name);
    Tier.Set tier = ours ? Tier.of(System.getProperty("bench.tier", "always")).set() : () -> {};
    var run = new Run(flavour);
    boolean done =
        switch (args[1]) {
          case "memory" -> run.memory(Integer.parseInt(args[2]));
          case "echo" -> run.echo(Integer.parseInt(args[2]));
          default -> run.time(args[1], Double.parseDouble(args[2]), Double.parseDouble(args[3]));
        };
    tier.close();
    Program.end(done);
  }

  private boolean time(String workload, double warmSeconds, double seconds) throws Exception {
    int among = workload.indexOf("_among_");
    int live = among < 0 ? 0 : Integer.parseInt(workload.substring(among + "_among_".length()));
    Size size =
        switch (among < 0 ? "" : workload.substring(0, among)) {
          case "spawn" -> AMONG_SPAWNS;
          case "timer" -> AMONG_TIMERS;
          case "wake" -> new Size(Flavour.WOKEN, 1);
          default -> Workload.of(workload).full();
        };
    var found =
        switch (among < 0 ? "" : workload.substring(0, among)) {
          case "spawn" ->
              flavour.gather(Crowd.EVENT, live)
                  ? flavour.job(Workload.SPAWN_MANY_LOCAL, size)
                  : Optional.<Job>empty();
          case "timer" ->
              flavour.gather(Crowd.ASLEEP, live)
                  ? flavour.job(Workload.TIME_TIMEOUT_PENDING, size)
                  : Optional.<Job>empty();
          case "wake" -> flavour.wakesAmong(live);
          default -> flavour.job(Workload.of(workload), size);
        };
    if (found.isEmpty()) {
      return false;
    }
    var cost = new Sampler(warmSeconds, seconds).sample(found.get(), size.operations());
    Program.print(cost);
    return true;
  }

  private boolean memory(int count) throws Exception {
    Program.weigh(count, tasks -> flavour.gather(Crowd.EVENT, tasks));
    return true;
  }

  private boolean echo(int port) throws InterruptedException {
    var bound = flavour.serveEcho(port);
    if (bound.isEmpty()) {
      return false;
    }
    System.out.println("port=" + bound.getAsInt());
    while (true) {
      TimeUnit.DAYS.sleep(1);
    }
  }
}
