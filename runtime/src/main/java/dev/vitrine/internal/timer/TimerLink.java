package dev.vitrine.internal.timer;

import org.jspecify.annotations.Nullable;

/// A place in a ring: an entry, or the head that an empty ring consists of. Guarded by the wheel's
/// lock.
sealed class TimerLink permits TimerEntry, TimerLink.Ring {
  @Nullable TimerLink previous;
  @Nullable TimerLink next;

  /// The head of a ring of entries.
  static final class Ring extends TimerLink {
    /// The level of the wheel, or -1 for a ring that is not part of it.
    final int level;

    final int slot;

    Ring(int level, int slot) {
      this.level = level;
      this.slot = slot;
      previous = this;
      next = this;
    }

    boolean isEmpty() {
      return next == this;
    }

    void addLast(TimerEntry entry) {
      TimerLink last = linked(previous);
      entry.previous = last;
      entry.next = this;
      last.next = entry;
      previous = entry;
    }

    /// The first entry, taken out, or null.
    @Nullable TimerEntry removeFirst() {
      if (next instanceof TimerEntry first) {
        first.unlink();
        return first;
      }
      return null;
    }

    /// Moves all entries of `other` to the end of this ring.
    void takeAll(Ring other) {
      if (other.isEmpty()) {
        return;
      }
      TimerLink first = linked(other.next);
      TimerLink last = linked(other.previous);
      TimerLink end = linked(previous);
      end.next = first;
      first.previous = end;
      last.next = this;
      previous = last;
      other.previous = other;
      other.next = other;
    }
  }

  /// Takes an entry out of its ring.
  ///
  /// @return the head of the ring if it became empty by this, else null
  final @Nullable Ring unlink() {
    TimerLink before = linked(previous);
    TimerLink after = linked(next);
    before.next = after;
    after.previous = before;
    previous = null;
    next = null;
    return before == after && before instanceof Ring ring ? ring : null;
  }

  private static TimerLink linked(@Nullable TimerLink link) {
    if (link == null) {
      throw new AssertionError("timer entry is in no ring");
    }
    return link;
  }
}
