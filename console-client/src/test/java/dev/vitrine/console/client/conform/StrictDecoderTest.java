package dev.vitrine.console.client.conform;

import static dev.vitrine.console.client.TokioUpdates.at;
import static dev.vitrine.console.client.TokioUpdates.debug;
import static dev.vitrine.console.client.TokioUpdates.id;
import static dev.vitrine.console.client.TokioUpdates.idle;
import static dev.vitrine.console.client.TokioUpdates.lock;
import static dev.vitrine.console.client.TokioUpdates.mutex;
import static dev.vitrine.console.client.TokioUpdates.task;
import static dev.vitrine.console.client.TokioUpdates.tasks;
import static dev.vitrine.console.client.TokioUpdates.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.vitrine.console.proto.tokio.common.Attribute;
import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.Location;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.resources.Resource;
import dev.vitrine.console.proto.tokio.tasks.DurationHistogram;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictDecoderTest {
  private static final String EMPTY_HISTOGRAM =
      "1c8493130000000100000000000000020000000000000001000000003b9aca003ff000000000000000";

  private static Update faultless() {
    return update(5)
        .setTaskUpdate(tasks(task(1001, "one"), idle()))
        .setResourceUpdate(mutex(5))
        .setAsyncOpUpdate(lock(9, 5, 1001))
        .build();
  }

  @Test
  void aFaultlessServerHasNoFaults() {
    var decoder = new StrictDecoder();
    assertEquals(List.of(), decoder.update(faultless()));
    var next = Update.newBuilder().setNow(at(6));
    next.getTaskUpdateBuilder().putStatsUpdate(1001, idle().setWakes(2).build());
    assertEquals(List.of(), decoder.update(next.build()));
    assertEquals(List.of(), decoder.state(State.getDefaultInstance()));
    assertEquals(List.of(), decoder.details(details(EMPTY_HISTOGRAM).build()));
  }

  static Stream<Arguments> faults() {
    var good = faultless();
    return Stream.of(
        fault(
            "task stats without poll_stats",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .putStatsUpdate(1001, idle().clearPollStats().build()))),
        fault(
            "task stats without created_at",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .putStatsUpdate(1001, idle().clearCreatedAt().build()))),
        fault(
            "negative duration",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .putStatsUpdate(
                            1001,
                            idle()
                                .setScheduledTime(Duration.newBuilder().setSeconds(-1))
                                .build()))),
        fault(
            "instant out of range",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .putStatsUpdate(
                            1001,
                            idle()
                                .setLastWake(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                                .build()))),
        fault(
            "instant after now",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .putStatsUpdate(1001, idle().setLastWake(at(6)).build()))),
        fault(
            "more self wakes than wakes",
            edit(
                b ->
                    b.getTaskUpdateBuilder().putStatsUpdate(1001, idle().setSelfWakes(2).build()))),
        fault(
            "task without id", edit(b -> b.getTaskUpdateBuilder().getNewTasksBuilder(0).clearId())),
        fault(
            "task without metadata",
            edit(b -> b.getTaskUpdateBuilder().getNewTasksBuilder(0).clearMetadata())),
        fault(
            "task of unknown metadata",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .setMetadata(MetaId.newBuilder().setId(77)))),
        fault("task without stats", edit(b -> b.getTaskUpdateBuilder().clearStatsUpdate())),
        fault(
            "task without task.id",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .setFields(0, debug("task.id", "1")))),
        fault(
            "empty location",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .setLocation(Location.newBuilder().setFile("")))),
        fault(
            "field without name",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .addFields(Field.newBuilder().setU64Val(1)))),
        fault(
            "field without value",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .addFields(Field.newBuilder().setStrName("x")))),
        fault(
            "field with empty text",
            edit(b -> b.getTaskUpdateBuilder().getNewTasksBuilder(0).addFields(debug("x", "")))),
        fault(
            "field index out of range",
            edit(
                b ->
                    b.getTaskUpdateBuilder()
                        .getNewTasksBuilder(0)
                        .addFields(
                            Field.newBuilder()
                                .setNameIdx(1)
                                .setU64Val(1)
                                .setMetadataId(MetaId.newBuilder().setId(1))))),
        fault(
            "resource without kind",
            edit(b -> b.getResourceUpdateBuilder().getNewResourcesBuilder(0).clearKind())),
        fault(
            "resource of empty kind",
            edit(
                b ->
                    b.getResourceUpdateBuilder()
                        .getNewResourcesBuilder(0)
                        .setKind(Resource.Kind.getDefaultInstance()))),
        fault(
            "resource of unknown known kind",
            edit(
                b ->
                    b.getResourceUpdateBuilder()
                        .getNewResourcesBuilder(0)
                        .setKind(Resource.Kind.newBuilder().setKnownValue(3)))),
        fault(
            "resource stats without created_at",
            edit(
                b ->
                    b.getResourceUpdateBuilder()
                        .putStatsUpdate(
                            5,
                            dev.vitrine.console.proto.tokio.resources.Stats.getDefaultInstance()))),
        fault(
            "attribute without field",
            edit(
                b ->
                    b.getResourceUpdateBuilder()
                        .putStatsUpdate(
                            5,
                            dev.vitrine.console.proto.tokio.resources.Stats.newBuilder()
                                .setCreatedAt(at(0))
                                .addAttributes(Attribute.getDefaultInstance())
                                .build()))),
        fault(
            "async op without resource",
            edit(b -> b.getAsyncOpUpdateBuilder().getNewAsyncOpsBuilder(0).clearResourceId())),
        fault(
            "async op stats without poll_stats",
            edit(
                b ->
                    b.getAsyncOpUpdateBuilder()
                        .putStatsUpdate(
                            9,
                            dev.vitrine.console.proto.tokio.asyncops.Stats.newBuilder()
                                .setCreatedAt(at(0))
                                .build()))),
        fault("first update without now", edit(b -> b.clearNow())),
        fault(
            "message over 4 MiB",
            good.toBuilder()
                .setTaskUpdate(
                    good.getTaskUpdate().toBuilder()
                        .setNewTasks(0, task(1001, "x".repeat(5_000_000))))
                .build()));
  }

  private static Update edit(Consumer<Update.Builder> change) {
    var builder = faultless().toBuilder();
    change.accept(builder);
    return builder.build();
  }

  private static Arguments fault(String name, Update update) {
    return Arguments.of(name, update);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void everyFaultIsFound(String name, Update update) {
    List<String> found = new StrictDecoder().update(update);
    assertEquals(1, found.size(), () -> name + " gave " + found);
  }

  @Test
  void whatWasSentBeforeMatters() {
    var decoder = new StrictDecoder();
    decoder.update(faultless());
    assertEquals(3, decoder.update(faultless()).size(), "each item again");
    assertEquals(
        List.of("now went back"), decoder.update(Update.newBuilder().setNow(at(4)).build()));
  }

  @Test
  void statesAndDetailsAreRead() {
    var decoder = new StrictDecoder();
    assertEquals(1, decoder.state(State.newBuilder().setTemporalityValue(2).build()).size());
    assertEquals(1, decoder.details(details(EMPTY_HISTOGRAM).clearTaskId().build()).size());
    assertEquals(1, decoder.details(details(EMPTY_HISTOGRAM).clearHistogram().build()).size());
    assertEquals(1, decoder.details(details("00").build()).size());
    assertEquals(
        1,
        decoder.details(details(EMPTY_HISTOGRAM.replace("1c849313", "1c849314")).build()).size());
    var outliers = details(EMPTY_HISTOGRAM);
    outliers.getHistogramBuilder().setHighOutliers(1);
    assertTrue(decoder.details(outliers.build()).getFirst().contains("outliers"));
  }

  private static TaskDetails.Builder details(String hex) {
    return TaskDetails.newBuilder()
        .setTaskId(id(1001))
        .setNow(at(5))
        .setHistogram(
            DurationHistogram.newBuilder()
                .setRawHistogram(ByteString.copyFrom(HexFormat.of().parseHex(hex))));
  }
}
