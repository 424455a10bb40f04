package dev.vitrine.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/// What one worker writes all the time shares no cache line with the object before it.
class LayoutTest {
  private static final int TWO_LINES = 128;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.vitrine.internal.context.PutOffTasks",
        "dev.vitrine.internal.context.ThreadContext",
        "dev.vitrine.internal.instrument.PollStats",
        "dev.vitrine.internal.scheduler.Core",
        "dev.vitrine.internal.scheduler.Parker",
        "dev.vitrine.internal.scheduler.RunQueue",
        "dev.vitrine.internal.scheduler.WakeWorth",
        "dev.vitrine.internal.scheduler.WorkerFigures",
      })
  void noFieldLiesInTheFirstTwoLines(String name) throws ClassNotFoundException {
    Class<?> type = Class.forName(name);
    List<String> inFront = new ArrayList<>();
    int own = 0;
    for (FieldLayout field : ClassLayout.parseClass(type).fields()) {
      if (field.hostClass().equals(type.getName())) {
        own++;
        if (field.offset() < TWO_LINES) {
          inFront.add(field.name() + " at " + field.offset());
        }
      }
    }
    assertTrue(own > 0, "fields of " + name + " were found");
    assertEquals(List.of(), inFront, name);
  }
}
