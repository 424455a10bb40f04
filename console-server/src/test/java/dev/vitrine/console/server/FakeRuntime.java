package dev.vitrine.console.server;

import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import dev.vitrine.instrument.WorkerView;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A runtime whose tasks are what a test says.
final class FakeRuntime implements RuntimeView {
  static final int PART = 1_000;

  final ConcurrentSkipListMap<Long, FakeTask> live = new ConcurrentSkipListMap<>();
  final Map<Long, FakeTask> ended = new ConcurrentHashMap<>();
  final FakeCallsite callsite = new FakeCallsite(1, "com/acme/Echo.java", 23);
  final AtomicInteger partsRead = new AtomicInteger();
  List<WorkerView> workers = List.of();
  volatile Runnable whenRead = () -> {};

  /// A place that spawns.
  record FakeCallsite(long id, String file, int line, Histogram pollTimes) implements Callsite {
    FakeCallsite(long id, String file, int line) {
      this(id, file, line, new Histogram());
    }

    @Override
    public @Nullable Location location() {
      return new Location(file, line, "com.acme.Echo", "main");
    }

    @Override
    public String body() {
      return "async block";
    }

    @Override
    public long spawned() {
      return 3;
    }

    @Override
    public long completed() {
      return 1;
    }

    @Override
    public long failed() {
      return 0;
    }

    @Override
    public long cancelled() {
      return 0;
    }

    @Override
    public long polls() {
      return pollTimes.total();
    }

    @Override
    public long busyNanos() {
      return 5_000_000;
    }

    @Override
    public Histogram scheduledTimes() {
      return pollTimes;
    }
  }

  @Override
  public long id() {
    return 7;
  }

  @Override
  public String name() {
    return "main";
  }

  @Override
  public String flavour() {
    return "multi-thread";
  }

  @Override
  public long startedAtNanos() {
    return FakeTask.START;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("workers", "2");
  }

  @Override
  public List<WorkerView> workers() {
    whenRead.run();
    return workers;
  }

  @Override
  public long injectDepth() {
    return 4;
  }

  @Override
  public long remoteSchedules() {
    return 5;
  }

  @Override
  public long liveTasks() {
    return live.size();
  }

  @Override
  public long spawnedTasks() {
    return (long) live.size() + ended.size();
  }

  @Override
  public long budgetForcedYields() {
    return 6;
  }

  @Override
  public long blockOnPolls() {
    return 8;
  }

  @Override
  public int blockingInPlace() {
    return 1;
  }

  @Override
  public BlockingView blocking() {
    return new BlockingView(3, 2, 512, 1);
  }

  @Override
  public Optional<IoView> io() {
    return Optional.empty();
  }

  @Override
  public Optional<TimerView> timer() {
    return Optional.of(new TimerView(2, OptionalLong.of(380_000_000)));
  }

  @Override
  public void forEachLiveTask(Consumer<TaskView> action) {
    live.values().forEach(action);
  }

  /// Parts of a thousand.
  @Override
  public Iterator<List<TaskView>> liveTaskParts() {
    return new Iterator<>() {
      private long last = -1;

      @Override
      public boolean hasNext() {
        return live.higherKey(last) != null;
      }

      @Override
      public List<TaskView> next() {
        List<TaskView> part =
            live.tailMap(last, false).values().stream()
                .<TaskView>map(task -> task)
                .limit(PART)
                .toList();
        last = part.getLast().id();
        partsRead.incrementAndGet();
        return part;
      }
    };
  }

  @Override
  public Optional<TaskView> task(long id) {
    FakeTask task = live.get(id);
    return Optional.ofNullable(task != null ? task : ended.get(id));
  }
}
