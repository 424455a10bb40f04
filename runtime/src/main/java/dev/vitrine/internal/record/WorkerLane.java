package dev.vitrine.internal.record;

import dev.vitrine.instrument.EventColumns;
import dev.vitrine.instrument.EventDecoder;
import dev.vitrine.instrument.EventEncoder;
import dev.vitrine.instrument.EventKind;
import dev.vitrine.instrument.EventSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// The events of one worker, told as bytes: a list of blocks with one writer, whoever acts as the
/// worker, and one reader.
///
/// A block that is full is followed by another one: one that the reader has given back, a new one,
/// or as long as [ExtraBlocks] has one, one more than the lane has of its own.
final class WorkerLane extends EventLane {
  /*
   *   The writer is in the newest block, the reader in the oldest. A block's `end` is the position up to which its columns have events, whole ones.
   *
   *   change                              by       mode             pairs with
   *   bytes, then block.end := position   writer   plain, setRelease   getAcquire of end by the reader
   *   block.next := another, empty one    writer   volatile         the reader's volatile load of next, before that of end: then it is the last end
   *   block.isCut := true                 reader   setOpaque        getOpaque by the writer before each event: it had better begin another block
   *   free: a block that has been read    reader   offer            poll by the writer: its columns are the writer's again
   *   retired := true                     writer   volatile         the reader asks before it empties the lane: then that was the last of it
   *   lost of a kind += 1                 writer   setOpaque        getOpaque by whoever asks: the count grows, and is whole when the writer rests
   *
   * No event is torn. `end` moves by whole events and behind their bytes, and what lies before it
   * stays as it is until the reader has given the block back: it does that when the block has a
   * next one and it has read it to its end, and then clears what is in it for the writer.
   *
   * No event is missed. `next` is stored behind the block's last `end`, and the reader looks for
   * the last block that it sees before it loads any `end`. Of all before that one, the end that it
   * then loads is the last. Of that one it hands over what is there, remembers how far, and comes
   * back to it.
   *
   * A block is handed over as it is, since what is told of an event depends on those before it in
   * its block. So when the reader takes a part of a block, as it has been asked for all there is,
   * it cuts it: the writer, which asks before each event, begins another. The two race, and
   * whatever the writer tells in the old block until it sees the cut, or since it can have no
   * other, is told to the sink event by event when the reader next comes by.
   *
   * LOST is exact and in its place. When there is no room and no block the event is dropped, and so
   * is all that follows until the reader gives one back: then LOST, at the beginning of that block,
   * and the event itself, made visible by the same release. One thread counts what is missing,
   * writes LOST and starts to count anew. So the reader never takes the end of one poll for that of
   * another. What is dropped last, with nothing behind it, is in `lost` alone.
   *
   * The core of a worker passes from thread to thread with a happens-before edge, and the lane with it.
   * Looked for by LaneRaceTest (interleavings), LaneStressTest, and stress/WorkerLane* (memory order).
   */
  private static final VarHandle END;
  private static final VarHandle IS_CUT;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      END = lookup.findVarHandle(Block.class, "end", long.class);
      IS_CUT = lookup.findVarHandle(Block.class, "isCut", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /// Where events lie until the reader has come by.
  @SuppressWarnings("UnusedVariable") // two fields are read by way of their VarHandles alone
  private static final class Block {
    final EventColumns columns;
    final @Nullable ExtraBlocks from; // null for one of the lane's own

    long end;
    boolean isCut;
    volatile @Nullable Block next;

    long read; // the reader's: how far it has come

    Block(int events, @Nullable ExtraBlocks from) {
      columns = new EventColumns(events);
      this.from = from;
    }

    void clear() {
      end = 0;
      isCut = false;
      next = null;
      read = 0;
    }
  }

  private final Object owner;
  private final int events;
  private final int own;
  private final ExtraBlocks extra;
  private final SpscAtomicArrayQueue<Block> free;

  // The writer's.
  private final EventEncoder encoder = new EventEncoder(false);
  private Block newest =
      new Block(0, null); // has room for nothing: blocks are made when they are needed
  private int made; // own blocks
  private long missing; // events dropped since the last one that was written
  private final long[] lost = new long[16];

  private volatile boolean retired; // by the writer, behind all that it has written

  // The reader's.
  private Block oldest = newest;
  private boolean begun; // it has told the sink which lane it is

  /// @param events that a block has room for; 2 or more, LOST and the one behind it
  /// @param own blocks that the lane has, made when they are needed; 2 or more
  /// @param extra those that it may have besides
  /// @param owner who drains it
  WorkerLane(long runtimeId, int worker, int events, int own, ExtraBlocks extra, Object owner) {
    super(runtimeId, worker);
    this.owner = owner;
    this.events = events;
    this.own = own;
    this.extra = extra;
    free = new SpscAtomicArrayQueue<>(own);
  }

  Object owner() {
    return owner;
  }

  /// Nothing more is written.
  void retire() {
    retired = true;
  }

  @Override
  boolean isRetired() {
    return retired;
  }

  @Override
  void write(int code, int flags, long nanos, long a, long b, long c) {
    Block block = newest;
    if (!encoder.hasRoom() || (boolean) IS_CUT.getOpaque(block)) {
      if (!beginBlock(nanos - ANCHOR)) {
        missing++;
        COUNT.setOpaque(lost, code, lost[code] + 1);
        return;
      }
      block = newest;
    }
    encoder.event(code, flags, nanos - ANCHOR, a, b, c);
    END.setRelease(block, encoder.position());
  }

  /// Goes on in another block, with LOST if need be; in the same one if there is no other, but
  /// still room.
  ///
  /// @return false if there is neither
  private boolean beginBlock(long nanos) {
    Block next = another();
    if (next == null) {
      return encoder.hasRoom();
    }
    encoder.begin(next.columns, nanos);
    if (missing > 0) {
      encoder.event(EventKind.LOST.code(), 0, nanos, missing, 0, 0);
      missing = 0;
    }
    newest.next = next;
    newest = next;
    return true;
  }

  private @Nullable Block another() {
    Block given = free.poll();
    if (given != null) {
      return given;
    }
    boolean isExtra = made == own;
    if (isExtra && (missing > 0 || !extra.take())) {
      return null;
    }
    try {
      var next = new Block(events, isExtra ? extra : null);
      made += isExtra ? 0 : 1;
      return next;
    } catch (OutOfMemoryError full) {
      if (isExtra) {
        extra.giveBack();
      }
      return null;
    }
  }

  @Override
  void drain(EventSink sink, boolean all) {
    Block last = last(); // what comes behind it is the next call's: the writer may be as fast
    begun = false;
    for (Block block = oldest; block != last; block = oldest) {
      hand(sink, block);
      oldest = Objects.requireNonNull(block.next);
      giveBack(block);
    }
    if (all) {
      hand(sink, last);
      if (last.read != 0) {
        IS_CUT.setOpaque(last, true);
      }
    }
  }

  private Block last() {
    Block last = oldest;
    for (Block next = last.next; next != null; next = last.next) {
      last = next;
    }
    return last;
  }

  /// Hands over what a block has that was not handed over before.
  private void hand(EventSink sink, Block block) {
    long end = (long) END.getAcquire(block);
    if (end == block.read) {
      return;
    }
    if (!begun) {
      begin(sink);
      begun = true;
    }
    if (block.read == 0) {
      sink.events(block.columns, end);
    } else {
      EventDecoder event = EventDecoder.of(block.columns, end);
      for (int known = EventColumns.events(block.read); event.next(); known--) {
        if (known <= 0) {
          event.tell(sink, ANCHOR);
        }
      }
    }
    block.read = end;
  }

  private void giveBack(Block block) {
    ExtraBlocks from = block.from;
    if (from != null) {
      from.giveBack();
    } else if (block.read != 0) { // not the one that was there before the first event
      block.clear();
      free.offer(block);
    }
  }

  @Override
  boolean isBehind() {
    int blocks = 0;
    for (Block block = oldest.next; block != null && blocks <= own / 2; block = block.next) {
      blocks++;
    }
    return blocks > own / 2;
  }

  @Override
  long lost(int code) {
    return (long) COUNT.getOpaque(lost, code);
  }
}
