package dev.vitrine.console.client.connect;

import dev.vitrine.console.client.model.Board;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.TokioStore;
import dev.vitrine.console.proto.tokio.common.Id;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc.InstrumentStub;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.State;
import dev.vitrine.console.proto.tokio.instrument.StateRequest;
import dev.vitrine.console.proto.tokio.instrument.TaskDetailsRequest;
import dev.vitrine.console.proto.tokio.instrument.Temporality;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.tokio.tasks.TaskDetails;
import io.grpc.Channel;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// Feeds a board from tokio-console's service: all updates come, and what the views ask is answered
/// here.
///
/// The server is never asked to pause: that would pause it for everybody.
final class TokioFeed implements Feed {
  private final InstrumentStub stub;
  private final Board board;
  private final Listener listener;
  private Focus focus;
  private @Nullable Subscription<InstrumentRequest, Update> updates;
  private @Nullable Subscription<StateRequest, State> states;
  private @Nullable Subscription<TaskDetailsRequest, TaskDetails> details;
  private long shownWireId;
  private boolean first = true;
  private boolean stopped;

  TokioFeed(Channel channel, Board board, Focus focus, Listener listener) {
    this.stub = InstrumentGrpc.newStub(channel);
    this.board = board;
    this.focus = focus;
    this.listener = listener;
  }

  @Override
  public void start() {
    updates =
        Subscription.start(
            stub::watchUpdates, InstrumentRequest.getDefaultInstance(), this::update, this::ended);
    // Servers older than 0.5 do not have it; nothing but another client's pause is lost.
    states =
        Subscription.start(
            stub::watchState, StateRequest.getDefaultInstance(), this::state, this::stateEnded);
  }

  @Override
  public void focus(Focus wanted) {
    focus = wanted;
    board.answerFromStore(focus);
    watchDetails();
  }

  @Override
  public void stop() {
    stopped = true;
    cancel(updates);
    cancel(states);
    cancel(details);
  }

  private void update(Update update) {
    TokioStore store = board.tokio();
    if (first && store.isFromAnotherProcess(update)) {
      board.clear();
      store = board.tokio();
    }
    first = false;
    store.apply(update);
    board.touch();
    board.answerFromStore(focus);
    watchDetails();
    listener.changed();
  }

  private void state(State state) {
    board.serverPaused(state.getTemporality() == Temporality.PAUSED);
    listener.changed();
  }

  private void watchDetails() {
    long wanted = focus.taskId() == 0 ? 0 : board.tokio().wireId(focus.taskId());
    if (wanted == shownWireId) {
      return;
    }
    cancel(details);
    details = null;
    shownWireId = wanted;
    if (wanted != 0) {
      var request = TaskDetailsRequest.newBuilder().setId(Id.newBuilder().setId(wanted)).build();
      details =
          Subscription.start(stub::watchTaskDetails, request, this::details, this::detailsEnded);
    }
  }

  private void details(TaskDetails arrived) {
    board.tokioDetails(arrived);
    board.answerFromStore(focus);
    listener.changed();
  }

  private void detailsEnded(Status status) {
    if (!status.isOk() && status.getCode() != Status.Code.NOT_FOUND) {
      ended(status);
    }
  }

  private void stateEnded(Status status) {
    if (status.getCode() != Status.Code.UNIMPLEMENTED) {
      ended(status);
    }
  }

  private void ended(Status status) {
    if (!stopped) {
      listener.ended(status);
    }
  }

  private static void cancel(@Nullable Subscription<?, ?> subscription) {
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
