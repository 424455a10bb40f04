package dev.vitrine.console.server.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.recording.EventBatchBuilder;
import dev.vitrine.recording.EventBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossesBeforeTest {
  private static EventBytes batch(int worker, long wakes, long spawns) {
    var batch = new EventBatchBuilder(1, worker);
    batch.lost(EventKind.EVENT_KIND_WAKE, wakes);
    batch.lost(EventKind.EVENT_KIND_SPAWN, spawns);
    return batch.build();
  }

  private static LossesBefore before() {
    var counts = new long[16];
    counts[EventKind.EVENT_KIND_WAKE_VALUE] = 100;
    counts[EventKind.EVENT_KIND_SPAWN_VALUE] = 7;
    return new LossesBefore(Map.of(new LossesBefore.Lane(1, 0), counts), 107);
  }

  @Test
  void whatWasLostForAnotherRecordingIsTakenOff() {
    assertEquals(
        List.of(LostEvents.newBuilder().setKind(EventKind.EVENT_KIND_WAKE).setCount(3).build()),
        before().takenOff(batch(0, 103, 7)).lost());
    assertEquals(3, before().takenOff(110));
  }

  @Test
  void aLaneOrARecordingWithoutAPastIsLeftAsItIs() {
    EventBytes other = batch(1, 5, 6);
    assertSame(other, before().takenOff(other));
    EventBytes any = batch(0, 5, 6);
    assertSame(any, LossesBefore.NONE.takenOff(any));
  }
}
