package dev.vitrine.recording;

import static dev.vitrine.console.proto.v1.EventKind.EVENT_KIND_POLL_END;
import static dev.vitrine.console.proto.v1.EventKind.EVENT_KIND_POLL_START;

import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.EventKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Reads a batch of version 2 as `recording.proto` says it, word by word: what anybody would do who
/// has nothing but that text.
final class ByTheBook {
  private long thread;
  private long polled;
  private long polledBefore;
  private boolean isPollOpen;
  private long queued;
  private long ready;
  private final List<Long> waiting = new ArrayList<>();
  private long firstWoken;
  private long spawned;
  private long site;
  private long job;
  private long ring;
  private long inject;

  static List<Happened> read(EventBatch batch) {
    var book = new ByTheBook();
    var events = new ArrayList<Happened>();
    long nanos = batch.getFirstNanos();
    Iterator<Long> times = batch.getTimesList().iterator();
    Iterator<Long> differences = batch.getDifferencesList().iterator();
    for (byte code : batch.getCodes().toByteArray()) {
      nanos += (code & 0x40) != 0 ? 0 : times.next();
      var kind = EventKind.forNumber(code & 0x0f);
      int flags = code >> 4 & 3;
      List<Long> values = new ArrayList<>(book.expected(kind, flags, batch.getWorker() < 0));
      if ((code & 0x80) == 0) {
        values.replaceAll(value -> value + differences.next());
      }
      Iterator<Long> each = values.iterator();
      long thread = batch.getWorker() < 0 ? each.next() : 0;
      List<Long> rest = new ArrayList<>();
      each.forEachRemaining(rest::add);
      book.remember(kind, flags, thread, rest);
      events.add(Happened.of(kind, flags, nanos, thread, rest));
    }
    if (times.hasNext() || differences.hasNext()) {
      throw new AssertionError("there is more than its events need: " + batch);
    }
    return events;
  }

  private List<Long> expected(EventKind kind, int flags, boolean hasThreads) {
    List<Long> all = new ArrayList<>();
    if (hasThreads) {
      all.add(thread);
    }
    switch (kind) {
      case EVENT_KIND_POLL_START -> {
        if (flags % 2 == 1) {
          all.add(ready);
        } else {
          all.add(waiting.isEmpty() ? queued + 1 : waiting.getFirst());
        }
      }
      case EVENT_KIND_POLL_END -> {
        if (hasThreads) {
          all.add(polled);
        }
      }
      case EVENT_KIND_END -> all.add(polled);
      case EVENT_KIND_SPAWN -> all.addAll(List.of(spawned + 1, polled, site));
      case EVENT_KIND_WAKE -> all.add(isPollOpen ? polledBefore : firstWoken);
      case EVENT_KIND_JOB_START -> all.add(job + 1);
      case EVENT_KIND_JOB_END -> all.add(job);
      case EVENT_KIND_QUEUES -> all.addAll(List.of(ring, inject));
      case EVENT_KIND_STEAL, EVENT_KIND_DRIVER_TURN -> all.addAll(List.of(0L, 0L));
      case EVENT_KIND_LOST, EVENT_KIND_COUNT -> all.add(0L);
      default -> {}
    }
    return all;
  }

  private void remember(EventKind kind, int flags, long ofThread, List<Long> values) {
    thread = ofThread;
    long first = values.isEmpty() ? 0 : values.getFirst();
    switch (kind) {
      case EVENT_KIND_SPAWN -> {
        spawned = first;
        site = values.get(2);
        ready = first;
        addWaiting(flags == 0 || flags == 3, first);
      }
      case EVENT_KIND_WAKE -> {
        ready = first;
        firstWoken = firstWoken == 0 && !isPollOpen ? first : firstWoken;
        addWaiting(flags % 2 == 1, first);
      }
      case EVENT_KIND_POLL_START -> {
        polledBefore = polled;
        polled = first;
        queued = flags % 2 == 1 ? queued : first;
        if (!waiting.isEmpty() && waiting.getLast() == first) {
          waiting.removeLast();
        } else if (flags % 2 == 0) {
          int at = waiting.indexOf(first);
          waiting.subList(0, at < 0 ? waiting.size() : at + 1).clear();
        }
      }
      case EVENT_KIND_JOB_START -> job = first;
      case EVENT_KIND_QUEUES -> {
        ring = first;
        inject = values.get(1);
      }
      default -> {}
    }
    isPollOpen = kind == EVENT_KIND_POLL_START || (isPollOpen && kind != EVENT_KIND_POLL_END);
  }

  private void addWaiting(boolean waits, long task) {
    if (waits && waiting.size() < 64) {
      waiting.add(task);
    }
  }
}
