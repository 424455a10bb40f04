package dev.vitrine.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.Packed.Compression;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.console.proto.v1.ThreadNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class ChunkPackerTest {
  /// Events of a worker, whose times take a byte each.
  private static EventBytes batch(Random random, int events) {
    var batch = new EventBatchBuilder(1, 0);
    long nanos = 0;
    for (int i = 0; i < events; i++) {
      nanos += Math.round(Math.abs(12 * random.nextGaussian()));
      int kind = EventKind.EVENT_KIND_POLL_START_VALUE + i % 2;
      batch.event(kind, 0, nanos, 0, i / 2, 0, 0);
    }
    return batch.build();
  }

  private static Record names(Random random, int count) {
    var names = ThreadNames.newBuilder();
    for (int i = 0; i < count; i++) {
      names.addNames(ThreadName.newBuilder().setThread(i).setName("pool-" + random.nextLong()));
    }
    return Record.newBuilder().setThreads(names).build();
  }

  private static byte[] unpacked(Chunk chunk) throws IOException {
    assertEquals(Compression.COMPRESSION_ZLIB, chunk.getPacked().getCompression());
    try (InputStream in = new InflaterInputStream(chunk.getPacked().getRecords().newInput())) {
      byte[] bytes = in.readAllBytes();
      assertEquals(chunk.getPacked().getSize(), bytes.length);
      return bytes;
    }
  }

  private static void assertComesBack(ByteString records, Chunk chunk, String which)
      throws IOException {
    assertEquals(records, ByteString.copyFrom(unpacked(chunk)), which);
  }

  @Test
  void whatIsPackedComesBack() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var packer = new ChunkPacker()) {
      for (int round = 0; round < 40; round++) {
        var records = new RecordsBytes();
        for (int i = random.nextInt(8); i >= 0; i--) {
          if (random.nextBoolean()) {
            records.add(names(random, random.nextInt(1_000)));
          } else {
            records.add(batch(random, 1 << random.nextInt(17)));
          }
        }
        String which = "seed " + seed + ", round " + round;
        assertComesBack(records.toByteString(), packer.pack(records), which);
        assertComesBack(records.toByteString(), packer.pack(records.toByteString()), which);
      }
    }
  }

  @Test
  void whoPacksIsHeardFromAgainAndAgain() {
    var records = new RecordsBytes();
    records.add(batch(new Random(7), 40_000));
    var heard = new AtomicInteger();
    try (var packer = new ChunkPacker(heard::incrementAndGet);
        var silent = new ChunkPacker()) {
      assertEquals(silent.pack(records), packer.pack(records));
    }
    int pieces = records.size() / 4096;
    assertTrue(heard.get() >= pieces && heard.get() <= pieces + 4, heard + " of " + pieces);
  }

  /// A chunk may come from another process, and a newer one.
  @Test
  void whatIsNoMessageComesBackToo() throws IOException {
    var random = new Random(7);
    var good = new RecordsBytes();
    good.add(batch(random, 5_000));
    try (var packer = new ChunkPacker()) {
      for (int round = 0; round < 200; round++) {
        byte[] damaged = good.toByteString().toByteArray();
        damaged[random.nextInt(20)] ^= (byte) (1 << random.nextInt(8));
        ByteString records = ByteString.copyFrom(damaged, 0, random.nextInt(damaged.length));
        assertComesBack(records, packer.pack(records), "round " + round);
      }
      ByteString unknown = ByteString.fromHex("1203616263").concat(good.toByteString());
      assertComesBack(unknown, packer.pack(unknown), "a field that is not known");
    }
  }

  @Test
  void timesTakeLessThanWhenRepetitionsAreLookedFor() throws IOException {
    var records = new RecordsBytes();
    records.add(batch(new Random(7), 20_000));
    byte[] bytes = records.toByteString().toByteArray();
    var fast = new Deflater(Deflater.BEST_SPEED);
    try (var packer = new ChunkPacker();
        var usual = new DeflaterInputStream(records.toByteString().newInput(), fast)) {
      int packed = packer.pack(records).getPacked().getRecords().size();
      int before = usual.readAllBytes().length;
      assertTrue(packed < before * 9 / 10, packed + " of " + bytes.length + ", before " + before);
    } finally {
      fast.end();
    }
  }
}
