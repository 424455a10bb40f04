package dev.vitrine.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Values in a ring of slots, one for each that there is room for.
final class MpscSlots<T> implements MpscQueue<T> {
  /*
   * A sender takes its permit and its place by one compareAndSet of the pool's word. The value of
   * place p lies in slot p mod length:
   *
   *   null ──who has taken the place, setRelease──▶ value ──receiver, plain──▶ null
   *
   *   head      the next place to receive; written by the receiver, opaque: others reckon the size from it
   *
   * The slot is free when its place is taken: of those that have been taken, no more than there are
   * slots have their permit out, and the receiver gives a permit back after it has emptied the
   * slot, by a compareAndSet of the word that the sender's follows.
   *
   * The sender's write of the word is what it does before it looks for a receiver; the receiver
   * looks at the word after it has said that it waits. A place that is taken and has no value yet
   * is neither something to receive nor a reason to sleep: the receiver comes again. MpscCore says
   * who waits for whom.
   */
  private final PermitPool room;
  private final int capacity;
  private final int mask;
  private final @Nullable Object[] slots;
  private int head;

  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(MpscSlots.class, "head", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /// @param capacity how many permits there are in `room`
  MpscSlots(PermitPool room, int capacity) {
    this.room = room;
    this.capacity = capacity;
    int length = Integer.highestOneBit(2 * capacity - 1);
    mask = length - 1;
    slots = new Object[length];
  }

  @Override
  public PermitPool.Outcome trySend(T value) {
    int place = room.tryAcquirePlace();
    if (place >= 0) {
      store(place, value);
      return PermitPool.Outcome.ACQUIRED;
    }
    return place == PermitPool.NO_PERMIT ? PermitPool.Outcome.WAITING : PermitPool.Outcome.CLOSED;
  }

  @Override
  public void add(T value) {
    store(room.takePlace(), value);
  }

  private void store(int place, T value) {
    SLOTS.setRelease(slots, place & mask, value);
  }

  @SuppressWarnings("unchecked") // only values go in
  private @Nullable T next() {
    return (T) SLOTS.getAcquire(slots, head & mask);
  }

  @Override
  public boolean hasNext() {
    return next() != null;
  }

  @Override
  public boolean isEmpty() {
    return room.place() == head;
  }

  @Override
  public @Nullable T poll() {
    T value = next();
    if (value != null) {
      slots[head & mask] = null;
      HEAD.setOpaque(this, head + 1 & PermitPool.PLACES);
    }
    return value;
  }

  @Override
  public @Nullable T pollOrSpin() {
    while (!hasNext()) {
      if (isEmpty()) {
        return null;
      }
      Thread.onSpinWait();
    }
    return poll();
  }

  @Override
  public int size() {
    int first = (int) HEAD.getOpaque(this); // first, so that the other is not behind it
    return Math.min(room.place() - first & PermitPool.PLACES, capacity);
  }
}
