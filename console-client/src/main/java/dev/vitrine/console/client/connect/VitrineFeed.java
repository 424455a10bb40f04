package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.model.Board;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.ConsoleGrpc.ConsoleStub;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskDetailRequest;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.WatchCallsitesRequest;
import dev.vitrine.console.proto.v1.WatchIncidentsRequest;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Feeds a board from `vitrine.console.v1`. Workers, incidents and callsites always flow; the list
/// of tasks, the detail and the resources as the views ask for them.
final class VitrineFeed implements Feed {
  private final ConsoleStub stub;
  private final Board board;
  private final Listener listener;
  private final List<Subscription<?, ?>> always = new ArrayList<>();
  private Focus focus;
  private @Nullable Subscription<TaskQuery, TaskPage> tasks;
  private @Nullable Subscription<TaskDetailRequest, TaskDetail> detail;
  private @Nullable Subscription<WatchResourcesRequest, ResourcesUpdate> resources;
  private boolean stopped;

  VitrineFeed(Channel channel, Board board, Focus focus, Listener listener) {
    this.stub = ConsoleGrpc.newStub(channel);
    this.board = board;
    this.focus = focus;
    this.listener = listener;
  }

  @Override
  public void start() {
    always.add(
        Subscription.start(
            stub::watchRuntimes,
            WatchRuntimesRequest.getDefaultInstance(),
            then(board::runtimes),
            this::ended));
    always.add(
        Subscription.start(
            stub::watchIncidents,
            WatchIncidentsRequest.getDefaultInstance(),
            then(board::incidents),
            this::ended));
    always.add(
        Subscription.start(
            stub::watchCallsites,
            WatchCallsitesRequest.getDefaultInstance(),
            then(board::callsites),
            this::ended));
    watchTasks();
    watchDetail();
    watchResources();
  }

  @Override
  public void focus(Focus wanted) {
    Focus before = focus;
    focus = wanted;
    if (!wanted.query().equals(before.query())) {
      watchTasks();
    }
    if (wanted.taskId() != before.taskId()) {
      watchDetail();
    }
    if (wanted.resources() != before.resources()
        || !wanted.openGroups().equals(before.openGroups())) {
      watchResources();
    }
  }

  @Override
  public void stop() {
    stopped = true;
    always.forEach(Subscription::cancel);
    cancel(tasks);
    cancel(detail);
    cancel(resources);
  }

  private void watchTasks() {
    cancel(tasks);
    board.notRefused();
    tasks =
        Subscription.start(stub::watchTasks, focus.query(), then(board::tasks), this::tasksEnded);
  }

  private void watchDetail() {
    cancel(detail);
    detail = null;
    if (focus.taskId() != 0) {
      var request = TaskDetailRequest.newBuilder().setId(focus.taskId()).build();
      detail = Subscription.start(stub::watchTask, request, then(board::detail), this::detailEnded);
    }
  }

  private void watchResources() {
    cancel(resources);
    resources = null;
    if (focus.resources()) {
      var request = WatchResourcesRequest.newBuilder().addAllOpenGroups(focus.openGroups()).build();
      resources =
          Subscription.start(stub::watchResources, request, then(board::resources), this::ended);
    }
  }

  /// A filter that the server does not take is no reason to give up the connection.
  private void tasksEnded(Status status) {
    if (status.getCode() == Status.Code.INVALID_ARGUMENT) {
      board.tasksRefused(String.valueOf(status.getDescription()));
      listener.changed();
    } else {
      ended(status);
    }
  }

  /// A task that the server has forgotten is no reason to give up the connection.
  private void detailEnded(Status status) {
    if (status.isOk() || status.getCode() == Status.Code.NOT_FOUND) {
      board.detailGone();
      listener.changed();
    } else {
      ended(status);
    }
  }

  /// A server that is older than this console lacks some of the rpcs; the rest works.
  private void ended(Status status) {
    if (!stopped && status.getCode() != Status.Code.UNIMPLEMENTED) {
      listener.ended(status);
    }
  }

  private <A> Consumer<A> then(Consumer<A> keep) {
    return answer -> {
      keep.accept(answer);
      listener.changed();
    };
  }

  private static void cancel(@Nullable Subscription<?, ?> subscription) {
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
