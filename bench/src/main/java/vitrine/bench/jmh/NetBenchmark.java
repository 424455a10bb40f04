package vitrine.bench.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vitrine.bench.workload.EchoClient;

/// An echo server with 50 connections: readiness, wake-up, read, write.
///
/// Shows the time of a message when the client is a thread of the same process that sends to all
/// and then reads from all: half of the figure is the client. Good for profiles and for comparing
/// two versions; for a server's figures see the echo rows of `bench/compare`.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class NetBenchmark {
  private static final int CONNECTIONS = 50;

  /// The load on the server of a trial.
  @State(Scope.Benchmark)
  public static class Load {
    private @Nullable EchoClient client;

    @Setup(Level.Trial)
    public void connect(Jobs.Tasks jobs) throws IOException {
      client = new EchoClient(jobs.serveEcho(), CONNECTIONS);
    }

    @TearDown(Level.Trial)
    public void leave() {
      if (client != null) {
        client.close();
      }
    }

    long run() throws IOException {
      if (client == null) {
        throw new IllegalStateException("the trial has not begun");
      }
      return client.run();
    }
  }

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS)
  public long echo(Load load) throws IOException {
    return load.run();
  }
}
