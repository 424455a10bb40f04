package vitrine.bench.jmh;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import vitrine.bench.Flavours;
import vitrine.bench.Tier;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Workload;

/// One flavour at one tier, for as long as a trial lasts.
@State(Scope.Benchmark)
public class Jobs {
  /// `off` needs a JVM of its own kind, which `bench/jmh` gives it.
  @Param("always")
  public String tier = "";

  private @Nullable Flavour flavour;
  private Tier.@Nullable Set set;
  private final Map<Workload, Job> jobs = new EnumMap<>(Workload.class);

  String flavourName() {
    return "";
  }

  /// For workloads that tasks can do.
  public static class Tasks extends Jobs {
    @Param({Flavours.POLLED, Flavours.BLOCK, Flavours.VIRTUAL})
    public String flavour = "";

    @Override
    String flavourName() {
      return flavour;
    }
  }

  /// For workloads that callbacks can do as well.
  public static class All extends Jobs {
    @Param({Flavours.POLLED, Flavours.BLOCK, Flavours.VIRTUAL, Flavours.CALLBACK})
    public String flavour = "";

    @Override
    String flavourName() {
      return flavour;
    }
  }

  /// For workloads that only we, or only we and callbacks, can do.
  public static class Ours extends Jobs {
    @Param({Flavours.POLLED, Flavours.BLOCK})
    public String flavour = "";

    @Override
    String flavourName() {
      return flavour;
    }
  }

  @Setup(Level.Trial)
  public void open() {
    flavour = Flavours.open(flavourName());
    boolean ours = flavourName().equals(Flavours.POLLED) || flavourName().equals(Flavours.BLOCK);
    set = ours ? Tier.of(tier).set() : () -> {};
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    for (Job job : jobs.values()) {
      job.close();
    }
    if (set != null) {
      set.close();
    }
    if (flavour != null) {
      flavour.close();
    }
  }

  long run(Workload workload) throws Exception {
    Job job = jobs.get(workload);
    if (job == null) {
      job = job(workload);
      jobs.put(workload, job);
    }
    return job.run();
  }

  int serveEcho() {
    return opened().serveEcho(0).orElseThrow();
  }

  private Flavour opened() {
    if (flavour == null) {
      throw new IllegalStateException("the trial has not begun");
    }
    return flavour;
  }

  private Job job(Workload workload) {
    return opened()
        .job(workload, workload.full())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no " + workload.label() + " of flavour " + flavourName()));
  }
}
