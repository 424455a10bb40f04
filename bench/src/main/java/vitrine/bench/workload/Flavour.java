package vitrine.bench.workload;

import java.util.Optional;
import vitrine.bench.harness.Job;

/// A way to run tasks: a column of the tables. It keeps its threads until it is closed.
public interface Flavour extends AutoCloseable {
  /// How many threads poll tasks, in every column.
  int WORKERS = 2;

  /// Room in the channels of the mpsc workloads.
  int CHANNEL = 1000;

  /// Room in the channel for requests of [Workload#ONESHOT_ROUND_TRIPS].
  int REQUESTS = 10;

  /// How many blocking jobs are started at once in [Workload#SPAWN_BLOCKING].
  int BATCH = 16;

  /// The workload in this flavour.
  ///
  /// @return empty if the flavour has nothing that does such a thing
  Optional<Job> job(Workload workload, Size size);

  @Override
  void close();
}
