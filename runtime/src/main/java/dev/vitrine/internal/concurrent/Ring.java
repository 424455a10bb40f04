package dev.vitrine.internal.concurrent;

import org.jspecify.annotations.Nullable;

/// A list of links, in order. All of it can be moved to another ring in one step. Not safe for
/// threads: its owner guards it.
public final class Ring<E extends Link> {
  private static final class Head extends Link {}

  private final Head head = new Head();

  public Ring() {
    head.previous = head;
    head.next = head;
  }

  public boolean isEmpty() {
    return head.next == head;
  }

  /// Adds a link that is in no ring.
  public void addLast(E link) {
    insert(link, linked(head.previous), head);
  }

  public @Nullable E first() {
    return element(head.next);
  }

  public @Nullable E last() {
    return element(head.previous);
  }

  /// The one behind `link`, which is in this ring.
  public @Nullable E after(E link) {
    return element(link.next);
  }

  /// How many links are in it. Walks them all.
  public int length() {
    int length = 0;
    for (E link = first(); link != null; link = after(link)) {
      length++;
    }
    return length;
  }

  public @Nullable E removeFirst() {
    E first = first();
    if (first != null) {
      first.unlink();
    }
    return first;
  }

  public @Nullable E removeLast() {
    E last = last();
    if (last != null) {
      last.unlink();
    }
    return last;
  }

  /// Moves all links of `other` to the end of this ring, at once however many they are.
  public void takeAll(Ring<E> other) {
    if (other.isEmpty()) {
      return;
    }
    Link first = linked(other.head.next);
    Link last = linked(other.head.previous);
    Link end = linked(head.previous);
    end.next = first;
    first.previous = end;
    last.next = head;
    head.previous = last;
    other.head.previous = other.head;
    other.head.next = other.head;
  }

  private static void insert(Link link, Link before, Link after) {
    if (link.isLinked()) {
      throw new AssertionError("link is in a ring already: " + link);
    }
    link.previous = before;
    link.next = after;
    before.next = link;
    after.previous = link;
  }

  @SuppressWarnings("unchecked") // all but the head came in through addLast
  private @Nullable E element(@Nullable Link link) {
    return link == head ? null : (E) link;
  }

  private static Link linked(@Nullable Link link) {
    if (link == null) {
      throw new AssertionError("broken ring");
    }
    return link;
  }
}
