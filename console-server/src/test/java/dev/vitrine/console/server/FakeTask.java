package dev.vitrine.console.server;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.TaskView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A task that is what a test says.
final class FakeTask implements TaskView {
  static final long START = Instruments.clock().nanos();

  final long id;
  final FakeRuntime runtime;
  volatile String name = "";
  volatile Kind kind = Kind.TASK;
  volatile Callsite callsite;
  volatile State state = State.IDLE;
  volatile Outcome outcome = Outcome.NONE;
  volatile long parentId;
  volatile long polls = 1;
  volatile long busyNanos = 1_000;
  volatile long wakes = 1;
  volatile long selfWakes;
  volatile long lastWakeNanos;
  volatile long lastPollStartedNanos;
  volatile long lastPollEndedNanos;
  volatile long finishedAtNanos;
  volatile boolean isWakeable = true;
  volatile List<WaitView> waits = List.of();
  volatile List<StackView> stacks = List.of();
  volatile @Nullable Waking lastWaking;
  volatile @Nullable Histograms histograms;
  volatile long createdAtNanos = Instruments.clock().nanos();

  FakeTask(long id, FakeRuntime runtime) {
    this.id = id;
    this.runtime = runtime;
    this.callsite = runtime.callsite;
    this.lastPollStartedNanos = createdAtNanos;
    this.lastPollEndedNanos = createdAtNanos;
  }

  FakeTask named(String text) {
    name = text;
    return this;
  }

  /// Makes it wait, as an async op with an identity of its own.
  void waitsFor(String operation, @Nullable Resource resource, long awaitedTask) {
    waits =
        List.of(
            new WaitView(
                operation,
                resource,
                Instruments.clock().nanos(),
                1,
                0,
                0,
                0,
                awaitedTask,
                true,
                List.of(Attribute.of("permits", 1)),
                new Object()));
  }

  /// Makes it wait for several things at once.
  void waitsForAll(WaitView... several) {
    waits = List.of(several);
  }

  void histograms(Histogram pollTimes) {
    histograms = new Histograms(pollTimes, new Histogram());
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public RuntimeView runtime() {
    return runtime;
  }

  @Override
  public Callsite callsite() {
    return callsite;
  }

  @Override
  public long parentId() {
    return parentId;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public long createdAtNanos() {
    return createdAtNanos;
  }

  @Override
  public long finishedAtNanos() {
    return finishedAtNanos;
  }

  @Override
  public long polls() {
    return polls;
  }

  @Override
  public long firstPollNanos() {
    return createdAtNanos;
  }

  @Override
  public long lastPollStartedNanos() {
    return lastPollStartedNanos;
  }

  @Override
  public long lastPollEndedNanos() {
    return lastPollEndedNanos;
  }

  @Override
  public long busyNanos() {
    return busyNanos;
  }

  @Override
  public long longestPollNanos() {
    return busyNanos;
  }

  @Override
  public long scheduledNanos() {
    return 10;
  }

  @Override
  public long wakes() {
    return wakes;
  }

  @Override
  public long selfWakes() {
    return selfWakes;
  }

  @Override
  public long lastWakeNanos() {
    return lastWakeNanos;
  }

  @Override
  public @Nullable Waking lastWaking() {
    return lastWaking;
  }

  @Override
  public OptionalInt worker() {
    return state == State.RUNNING ? OptionalInt.of(0) : OptionalInt.empty();
  }

  @Override
  public List<WaitView> waits() {
    return waits;
  }

  @Override
  public boolean isWakeable() {
    return isWakeable;
  }

  @Override
  public List<StackView> stacks() {
    return stacks;
  }

  @Override
  public Optional<Histograms> histograms() {
    return Optional.ofNullable(histograms);
  }

  @Override
  public boolean isExact() {
    return true;
  }
}
