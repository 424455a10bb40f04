package dev.vitrine.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.datamodel.Model64;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;
import org.openjdk.jol.layouters.HotSpotLayouter;

/// Where the JVM puts the fields of what there is one of for each worker, and how much there is of
/// what there may be a million of.
class LayoutTest {
  private static final int TWO_LINES = 128;

  /// What a task that waits is made of. Seen failing when two flags had been added to a block.
  @ParameterizedTest
  @CsvSource({
    "dev.vitrine.internal.task.TaskCell, 136",
    "dev.vitrine.internal.task.AsyncBlock, 80",
    "dev.vitrine.sync.NotifyWaiter, 32",
  })
  void whatThereIsAMillionOfIsNoLarger(String name, long bytes) throws ClassNotFoundException {
    var layouter = new HotSpotLayouter(new Model64(true, true), 25); // whatever the heap here
    assertEquals(bytes, ClassLayout.parseClass(Class.forName(name), layouter).instanceSize(), name);
  }

  /// What one worker writes all the time shares no cache line with the object before it.
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
