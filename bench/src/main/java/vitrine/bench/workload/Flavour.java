package vitrine.bench.workload;

import java.util.Optional;
import java.util.OptionalInt;
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

  /// How many tasks are woken in a run of [#wakesAmong].
  int WOKEN = 1000;

  /// The buffer of an echo server's connection, in every column.
  int ECHO_BUFFER = 4096;

  /// How many connections may wait to be accepted by an echo server.
  int BACKLOG = 4096;

  /// The workload in this flavour.
  ///
  /// @return empty if the flavour has nothing that does such a thing
  Optional<Job> job(Workload workload, Size size);

  /// Starts tasks that wait for what never comes, and returns when all of them wait.
  ///
  /// @return false if the flavour has nothing that does such a thing; then nothing was started
  default boolean gather(Crowd crowd, int count) {
    return false;
  }

  /// Wakes 1,000 of many tasks in each run, others each time; each says so and waits again.
  ///
  /// @param live how many tasks there are
  /// @return empty if the flavour has nothing that does such a thing
  default Optional<Job> wakesAmong(int live) {
    return Optional.empty();
  }

  /// Starts an echo server that runs until this is closed.
  ///
  /// @param port on the loopback interface; 0 for any
  /// @return the port that is bound; empty if the flavour has nothing that does such a thing
  default OptionalInt serveEcho(int port) {
    return OptionalInt.empty();
  }

  @Override
  void close();
}
