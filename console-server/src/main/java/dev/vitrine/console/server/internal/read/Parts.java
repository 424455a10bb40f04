package dev.vitrine.console.server.internal.read;

import dev.vitrine.console.proto.v1.Histogram.Bucket;
import dev.vitrine.console.proto.v1.Outcome;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.StackFrame;
import dev.vitrine.console.proto.v1.TaskRef;
import dev.vitrine.console.proto.v1.TaskState;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Histogram;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.TaskView;
import java.util.List;

/// The small messages of `vitrine.console.v1` that others are made of.
public final class Parts {
  private static final int MOST_FRAMES = 200;

  private Parts() {}

  public static dev.vitrine.console.proto.v1.Location location(Location place) {
    var message =
        dev.vitrine.console.proto.v1.Location.newBuilder()
            .setFile(Texts.bounded(place.file()))
            .setLine(place.line())
            .setClassName(Texts.bounded(place.className()));
    if (place.method() != null) {
      message.setMethod(Texts.bounded(place.method()));
    }
    return message.build();
  }

  public static TaskRef task(TaskView view) {
    var ref =
        TaskRef.newBuilder()
            .setId(view.id())
            .setName(Texts.bounded(view.name()))
            .setState(state(view.state()));
    var place = view.callsite().location();
    if (place != null) {
      ref.setSpawnedAt(location(place));
    }
    return ref.build();
  }

  public static ResourceRef resource(Resource resource) {
    var ref =
        ResourceRef.newBuilder()
            .setId(resource.resourceId())
            .setType(Texts.bounded(resource.resourceType()));
    resource.resourceName().ifPresent(name -> ref.setName(Texts.bounded(name)));
    resource.madeAt().ifPresent(place -> ref.setMadeAt(location(place)));
    return ref.build();
  }

  public static TaskState state(TaskView.State state) {
    return switch (state) {
      case IDLE -> TaskState.TASK_STATE_IDLE;
      case SCHEDULED -> TaskState.TASK_STATE_SCHEDULED;
      case RUNNING -> TaskState.TASK_STATE_RUNNING;
      case FINISHED -> TaskState.TASK_STATE_FINISHED;
    };
  }

  public static Outcome outcome(TaskView.Outcome outcome) {
    return switch (outcome) {
      case NONE -> Outcome.OUTCOME_UNSPECIFIED;
      case COMPLETED -> Outcome.OUTCOME_COMPLETED;
      case FAILED -> Outcome.OUTCOME_FAILED;
      case CANCELLED -> Outcome.OUTCOME_CANCELLED;
    };
  }

  public static dev.vitrine.console.proto.v1.Attribute attribute(Attribute ours) {
    var message =
        dev.vitrine.console.proto.v1.Attribute.newBuilder()
            .setName(Texts.bounded(ours.name()))
            .setUnit(Texts.bounded(ours.unit()));
    switch (ours.value()) {
      case Long number -> message.setNumber(number);
      case Boolean flag -> message.setFlag(flag);
      case Object other -> message.setText(Texts.bounded(other.toString()));
    }
    return message.build();
  }

  public static List<dev.vitrine.console.proto.v1.Attribute> attributes(List<Attribute> ours) {
    return ours.stream().map(Parts::attribute).toList();
  }

  public static dev.vitrine.console.proto.v1.Histogram histogram(Histogram ours) {
    Histogram still = ours.copy();
    var message = dev.vitrine.console.proto.v1.Histogram.newBuilder();
    long total = 0;
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      long count = still.count(bucket);
      if (count > 0) {
        total += count;
        message.addBuckets(
            Bucket.newBuilder().setLowestNanos(Histogram.lowest(bucket)).setCount(count));
      }
    }
    if (total > 0) {
      message
          .setCount(total)
          .setP50Nanos(still.atShare(0.50))
          .setP90Nanos(still.atShare(0.90))
          .setP99Nanos(still.atShare(0.99))
          .setMaxNanos(still.longestNanos());
    }
    return message.build();
  }

  public static StackFrame frame(StackTraceElement frame) {
    var message =
        StackFrame.newBuilder()
            .setClassName(Texts.bounded(frame.getClassName()))
            .setMethod(Texts.bounded(frame.getMethodName()))
            .setLine(Math.max(0, frame.getLineNumber()))
            .setUserCode(UserCode.is(frame.getClassName()))
            .setNative(frame.isNativeMethod());
    if (frame.getFileName() != null) {
      message.setFile(Texts.bounded(frame.getFileName()));
    }
    return message.build();
  }

  /// Of a very deep stack the innermost frames.
  public static List<StackFrame> frames(List<StackTraceElement> frames) {
    return frames.stream().limit(MOST_FRAMES).map(Parts::frame).toList();
  }
}
