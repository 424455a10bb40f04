package dev.vitrine.stress;

import java.util.List;

/// Mistakes of the rings that events wait in; see [Breaks].
final class LaneBreaks {
  private LaneBreaks() {}

  static final List<Break> ALL =
      List.of(
          new Break(
              "the end is stored before the bytes",
              "internal.record.WorkerLane",
              """
          encoder.event(code, flags, nanos - ANCHOR, a, b, c);
          END.setRelease(block, encoder.position());\
          """,
              """
          END.setRelease(block, encoder.position() + (1L << 40));
          encoder.event(code, flags, nanos - ANCHOR, a, b, c);
          END.setRelease(block, encoder.position());\
          """,
              "WorkerLanePublication"),
          new Break(
              "the reader gives a block back before it has read it",
              "internal.record.WorkerLane",
              """
          hand(sink, block);
          oldest = Objects.requireNonNull(block.next);
          giveBack(block);\
          """,
              """
          Block next = Objects.requireNonNull(block.next);
          oldest = next;
          free.offer(block);
          hand(sink, block);
          block.clear();\
          """,
              "WorkerLaneBlockReuse"),
          new Break(
              "the writer goes on in a block that has not been given back",
              "internal.record.WorkerLane",
              "Block given = free.poll(); if (given != null) {",
              """
          Block given = made == own ? oldest : free.poll();
          if (given != null && given != newest) {\
          """,
              "WorkerLaneBlockReuse"),
          new Break(
              "the first event behind a gap goes without LOST",
              "internal.record.WorkerLane",
              "if (missing > 0) { encoder.event(",
              "if (missing > Long.MAX_VALUE / 2) { encoder.event(",
              "WorkerLaneBlockReuse"),
          new Break(
              "LOST tells of what was told before, too",
              "internal.record.WorkerLane",
              "nanos, missing, 0, 0); missing = 0; }",
              "nanos, missing, 0, 0); }",
              "WorkerLaneBlockReuse"),
          new Break(
              "the reader asks how far the writer is before it looks for the next block",
              "internal.record.WorkerLane",
              """
          Block last = last();\
          """,
              """
          hand(sink, oldest);
          long before = oldest.read;
          Block last = last();
          if (last != oldest && before != 0) {
            Block left = oldest;
            oldest = Objects.requireNonNull(left.next);
            giveBack(left);
          }\
          """,
              "WorkerLaneNextBlock"),
          new Break(
              "the reader forgets what it has taken of a block",
              "internal.record.WorkerLane",
              "block.read = end;",
              "block.read = oldest == block ? 0 : end;",
              "WorkerLaneNextBlock"),
          new Break(
              "what is told in a block that was cut is left there",
              "internal.record.WorkerLane",
              "if (known <= 0) {",
              "if (known < 0) {",
              "WorkerLaneNextBlock"),
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
