package dev.vitrine.console.server.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTableTest {
  @Test
  void behavesAsAMap() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var table = new LongTable<String>();
    Map<Long, String> map = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // Few keys, so that they collide, with phases of growth and of shrinking.
      long key = 1 + random.nextInt(3_000) * 0x100000001L;
      if (random.nextInt(10) < (step / 20_000 % 2 == 0 ? 7 : 3)) {
        table.put(key, "v" + step);
        map.put(key, "v" + step);
      } else {
        table.remove(key);
        map.remove(key);
      }
      assertEquals(map.get(key), table.get(key), () -> "seed " + seed);
    }
    assertEquals(map.size(), table.size(), () -> "seed " + seed);
    var seen = new int[1];
    int cursor = 0;
    do {
      cursor = table.forSome(cursor, 100, _ -> seen[0]++);
    } while (cursor != 0);
    assertEquals(map.size(), seen[0], () -> "seed " + seed);
    map.forEach((key, value) -> assertEquals(value, table.get(key), () -> "seed " + seed));
  }
}
