package dev.vitrine.sync;

import java.lang.invoke.VarHandle;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// Values in a queue that grows by chunks, for channels that may hold many.
final class MpscChunks<T> implements MpscQueue<T> {
  /*
   * JCTools' linked arrays. A place that has been taken can not be told from an empty queue while
   * the next chunk is made, so the receiver looks at what is stored, and a sender needs a full
   * fence after it has stored a value.
   */
  private static final int CHUNK = 32;

  private final PermitPool room;
  private final MpscUnboundedAtomicArrayQueue<T> values =
      new MpscUnboundedAtomicArrayQueue<>(CHUNK);

  MpscChunks(PermitPool room) {
    this.room = room;
  }

  @Override
  public PermitPool.Outcome trySend(T value) {
    PermitPool.Outcome outcome = room.tryAcquire(1);
    if (outcome == PermitPool.Outcome.ACQUIRED) {
      add(value);
    }
    return outcome;
  }

  @Override
  public void add(T value) {
    values.offer(value);
    VarHandle.fullFence();
  }

  @Override
  public boolean hasNext() {
    return values.relaxedPeek() != null;
  }

  @Override
  public boolean isEmpty() {
    return !hasNext();
  }

  @Override
  public @Nullable T poll() {
    return values.relaxedPoll();
  }

  @Override
  public @Nullable T pollOrSpin() {
    return values.poll();
  }

  @Override
  public int size() {
    return values.size();
  }
}
