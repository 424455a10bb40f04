package dev.vitrine.stress;

import java.util.List;

/// Mistakes of the rings that events wait in; see [Breaks].
final class LaneBreaks {
  private LaneBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "the end is stored before the words",
              "internal.record.WorkerLane",
              """
          put(end, Event.head(code, flags, nanos - ANCHOR), more, a, b, c);
          WRITTEN.setRelease(this, end + 1 + more);\
          """,
              """
          WRITTEN.setRelease(this, end + 1 + more);
          put(end, Event.head(code, flags, nanos - ANCHOR), more, a, b, c);\
          """,
              "WorkerLanePublication"),
          new Break(
              "the reader gives slots back before it has read them",
              "internal.record.WorkerLane",
              "begin(sink); while (at < end) {",
              """
          begin(sink);
          READ.setRelease(this, end);
          while (at < end) {\
          """,
              "WorkerLaneSlotReuse"),
          new Break(
              "the writer takes what it has written for what was read",
              "internal.record.WorkerLane",
              "from = Math.max(began, (long) READ.getAcquire(this));",
              "from = end;",
              "WorkerLaneSlotReuse"),
          new Break(
              "the first event behind a gap goes without LOST",
              "internal.record.WorkerLane",
              "if (missing == 0) { return end; }",
              "if (missing < Long.MAX_VALUE / 2) { return end; }",
              "WorkerLaneSlotReuse"),
          new Break(
              "LOST tells of what was told before, too",
              "internal.record.WorkerLane",
              "missing = 0; return end + 2;",
              "return end + 2;",
              "WorkerLaneSlotReuse"),
          new Break(
              "the reader looks for the next ring before it asks how far the writer is",
              "internal.record.WorkerLane",
              "until = next == null ? end : Math.min(end, ring.end);",
              "until = next == null ? (long) WRITTEN.getAcquire(this) : Math.min(end, ring.end);",
              "WorkerLaneNextRing"),
          new Break(
              "the reader leaves a ring that it has not emptied",
              "internal.record.WorkerLane",
              "if (next != null && at == ring.end) {",
              "if (next != null) {",
              "WorkerLaneNextRing"),
          new Break(
              "the writer takes what is free in an old ring for room in its own",
              "internal.record.WorkerLane",
              "from = Math.max(began, (long) READ.getAcquire(this));",
              "from = Math.min(began, (long) READ.getAcquire(this));",
              "WorkerLaneNextRing"),
          new Break(
              "the head is stored before the words behind it",
              "internal.record.ForeignLane",
              "words[(int) (at + 1) & mask] = Thread.currentThread().threadId();",
              """
          WORD.setRelease(words, (int) at & mask, Event.head(code, flags, nanos - ANCHOR));
          words[(int) (at + 1) & mask] = Thread.currentThread().threadId();\
          """,
              "ForeignLanePublication"),
          new Break(
              "a writer claims with a store",
              "internal.record.ForeignLane",
              "if (gate.compareAndSet(now, (at + size) << MISSING_BITS)) {",
              """
          gate.set((at + size) << MISSING_BITS);
          {\
          """,
              "ForeignLaneTwoWriters"),
          new Break(
              "a writer claims while others drop",
              "internal.record.ForeignLane",
              "if ((now & MISSING) == 0 && used(at) + size <= words.length) {",
              "if (used(at) + size <= words.length) {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader leaves the words behind the head",
              "internal.record.ForeignLane",
              "for (int i = 0; i < 2 + more; i++) {",
              "for (int i = 0; i < 1; i++) {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader gives slots back before it has cleared them",
              "internal.record.ForeignLane",
              "for (int i = 0; i < 2 + more; i++) {",
              """
          READ.setRelease(this, at + 2 + more);
          for (int i = 0; i < 2 + more; i++) {\
          """,
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader opens the gate before it has come to it",
              "internal.record.ForeignLane",
              "&& now >>> MISSING_BITS == (at & INDICES)) {",
              ") {",
              "ForeignLaneSlotReuse"),
          new Break(
              "the reader opens the gate with a store",
              "internal.record.ForeignLane",
              "long missing = gate.getAndSet((at & INDICES) << MISSING_BITS) & MISSING;",
              """
          long missing = now & MISSING;
          gate.set((at & INDICES) << MISSING_BITS);\
          """,
              "ForeignLaneDropAgainstDrain"));
}
