package dev.vitrine.console.server.internal.flight;

import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.server.internal.read.Times;
import dev.vitrine.instrument.Instruments;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// What a flight recorder keeps: the segments of the last seconds, and what the process was like
/// when they begin.
///
/// States are told as changes, so that what they were at some instant is the sum of all before. A
/// segment that becomes too old leaves its states behind, in front of the others; now and then
/// those are folded into what was known last of each task, callsite and incident. So any dump is a
/// recording that stands for itself, and the runtime is never asked for all its tasks to make one:
/// a million idle tasks cost the memory of a row each, and no time.
///
/// What lies here, and what a fold makes anew of it, is never more than the memory it may take:
/// then segments go before they are too old. Of the states the tasks go that have changed longest
/// ago, when they are more than a quarter of it; both is counted.
///
/// - **Threads:** any. [#fold] and [#statesOf] take long, the rest does not.
final class FlightMemory {
  private final long keepNanos;
  private final long mostBytes;
  private final GoneTasks gone;
  private final Object folding = new Object();

  // Under the lock.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long segmentBytes;
  private List<Chunk> folded = List.of();
  private long foldedBytes;
  private final ArrayDeque<Chunk> leftBehind = new ArrayDeque<>();
  private long leftBehindBytes;
  private long leftOut;
  private long beganAt;
  private long startsAt;

  /// What is there at some instant.
  ///
  /// @param states that were told before it begins, the oldest first
  /// @param segments to be taken out one by one: they take memory until then
  record Kept(
      List<Chunk> states,
      ArrayDeque<Segment> segments,
      long startsAt,
      long endsAt,
      boolean isCutByMemory,
      long tasksLeftOut) {}

  /// Knows of tasks that have ended although nobody has said so.
  interface GoneTasks {
    /// @param now the time
    /// @param until the instant that states are folded for
    /// @return to be asked once for each task of which no end was told by then
    LongPredicate before(long now, long until);
  }

  FlightMemory(long keepNanos, long mostBytes, GoneTasks gone) {
    this.keepNanos = keepNanos;
    this.mostBytes = mostBytes;
    this.gone = gone;
  }

  synchronized void begin(long now) {
    beganAt = now;
    startsAt = now;
  }

  /// Takes a segment, the newest of all.
  void add(Segment segment) {
    boolean overflows;
    synchronized (this) {
      segments.add(segment);
      segmentBytes += segment.bytes();
      age(segment.endNanos());
      // With what is folded, half of all, and the next segments, it stays below the whole.
      overflows = leftBehindBytes > mostBytes / 8 * 3;
    }
    if (overflows) {
      fold(); // whoever should have done it does not keep up
    }
  }

  /// Forgets what is too old.
  synchronized void age(long now) {
    while (!segments.isEmpty() && segments.element().endNanos() <= now - keepNanos) {
      forgetFirst();
    }
    makeRoom();
  }

  private void makeRoom() {
    while (!segments.isEmpty() && bytes() > mostBytes) {
      forgetFirst();
    }
  }

  private void forgetFirst() {
    Segment first = segments.remove();
    segmentBytes -= first.bytes();
    startsAt = first.endNanos();
    if (first.tellsStates()) {
      leftBehind.add(first.chunk());
      leftBehindBytes += first.bytes();
    }
  }

  /// Memory it takes, or will while it folds.
  synchronized long bytes() {
    return segmentBytes + leftBehindBytes + 2 * foldedBytes;
  }

  /// Events that are kept.
  synchronized long events() {
    return segments.stream().mapToLong(Segment::events).sum();
  }

  /// Whether folding is worth its time: it costs the more the more has been folded before.
  synchronized boolean isFoldDue() {
    return leftBehindBytes > foldedBytes + mostBytes / 32;
  }

  /// Makes the states that have been left behind smaller. Blocks for as long as that takes, about a
  /// second for a million tasks.
  void fold() {
    synchronized (folding) {
      List<Chunk> told = new ArrayList<>();
      int taken;
      long until;
      synchronized (this) {
        told.addAll(folded);
        told.addAll(leftBehind);
        taken = leftBehind.size();
        until = startsAt;
      }
      if (taken == 0) {
        return;
      }
      StateFold.Folded now = fold(told, until);
      synchronized (this) {
        folded = now.chunks();
        foldedBytes = now.bytes();
        for (int i = 0; i < taken; i++) {
          leftBehindBytes -= Segment.bytesOf(leftBehind.remove());
        }
        leftOut += now.tasksLeftOut();
        makeRoom(); // what is folded counts twice, so it may be more than before
      }
    }
  }

  private StateFold.Folded fold(List<Chunk> told, long until) {
    return StateFold.fold(
        told,
        StateFold.nanos(Times.timestamp(until)),
        mostBytes / 4,
        gone.before(Instruments.clock().nanos(), until));
  }

  /// What is there now. The states are folded when it is asked for them.
  synchronized Kept take(long now) {
    age(now);
    List<Chunk> states = new ArrayList<>(folded);
    states.addAll(leftBehind);
    boolean isCut = startsAt != beganAt && now - startsAt < keepNanos;
    return new Kept(states, new ArrayDeque<>(segments), startsAt, now, isCut, leftOut);
  }

  /// The states of what was taken, as they were when it begins.
  StateFold.Folded statesOf(Kept kept) {
    synchronized (folding) {
      return fold(kept.states(), kept.startsAt());
    }
  }
}
