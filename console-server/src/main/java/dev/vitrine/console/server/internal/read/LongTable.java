package dev.vitrine.console.server.internal.read;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A map from numbers other than 0 to objects, in two flat arrays: with a million tasks in it a map
/// of boxed numbers would take four times the room. Open addressing; removal moves what follows
/// back, so there are no graves.
///
/// @param <V> what is found
public final class LongTable<V> {
  private static final int SMALLEST = 16;

  private long[] keys = new long[SMALLEST];
  private Object[] values = new Object[SMALLEST];
  private int size;

  public int size() {
    return size;
  }

  @SuppressWarnings("unchecked") // only a V is ever stored
  public @Nullable V get(long key) {
    int at = find(key);
    return keys[at] == 0 ? null : (V) values[at];
  }

  public void put(long key, V value) {
    if (key == 0) {
      throw new IllegalArgumentException("key must not be 0");
    }
    int at = find(key);
    if (keys[at] == 0) {
      if (++size * 2 > keys.length) {
        resize(keys.length * 2);
        at = find(key);
      }
      keys[at] = key;
    }
    values[at] = Objects.requireNonNull(value);
  }

  @SuppressWarnings("NullAway") // an empty place holds null
  public void remove(long key) {
    int gap = find(key);
    if (keys[gap] == 0) {
      return;
    }
    size--;
    int mask = keys.length - 1;
    int at = gap;
    while (true) {
      at = (at + 1) & mask;
      if (keys[at] == 0) {
        break;
      }
      int home = home(keys[at], mask);
      // Whether the entry may move to the gap: its home does not lie between the gap and itself.
      if (((at - home) & mask) >= ((at - gap) & mask)) {
        keys[gap] = keys[at];
        values[gap] = values[at];
        gap = at;
      }
    }
    keys[gap] = 0;
    values[gap] = null;
    if (keys.length > SMALLEST && size * 8 < keys.length) {
      resize(keys.length / 2);
    }
  }

  @SuppressWarnings("unchecked") // only a V is ever stored
  public void forEach(Consumer<V> action) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        action.accept((V) values[i]);
      }
    }
  }

  /// Hands over what lies in up to `places` places from place `from` on, and answers where to go
  /// on; 0 after the end. Entries that move meanwhile may be seen twice or not at all.
  @SuppressWarnings("unchecked") // only a V is ever stored
  public int forSome(int from, int places, Consumer<V> action) {
    int end = (int) Math.min(keys.length, (long) from + places);
    for (int i = from; i < end; i++) {
      if (keys[i] != 0) {
        action.accept((V) values[i]);
      }
    }
    return end >= keys.length ? 0 : end;
  }

  public void clear() {
    keys = new long[SMALLEST];
    values = new Object[SMALLEST];
    size = 0;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = home(key, mask);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private static int home(long key, int mask) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }

  private void resize(int length) {
    long[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new long[length];
    values = new Object[length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
