package dev.vitrine.sync;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What tasks wait for at a channel from many senders to one receiver.
final class MpscOperation {
  private MpscOperation() {}

  /// Waits for room. What stands in line is made only if it has to: most find room, and the smaller
  /// this object is, the less they cost (`mpsc_uncontended`).
  abstract static class ForRoom<T, R extends @Nullable Object> implements Async<R>, Operation {
    final MpscCore<T> core;
    private PermitPool.@Nullable Waiter waiter; // null until it has to wait, or has finished

    ForRoom(MpscCore<T> core) {
      this.core = core;
    }

    int wanted() {
      return 1;
    }

    /// Takes room if there is enough; a send uses it in the same step.
    PermitPool.Outcome tryNow() {
      return core.tryReserve(wanted());
    }

    /// The answer when [#tryNow] has had room.
    R taken() {
      return granted();
    }

    /// Uses the room that it has waited for.
    abstract R granted();

    @Override
    public final Poll<R> poll(Context cx) {
      if (waiter == null && !core.room().isShortOf(wanted())) { // to wait takes no budget
        if (!cx.proceed()) {
          return Poll.pending();
        }
        PermitPool.Outcome outcome = tryNow();
        if (outcome != PermitPool.Outcome.WAITING) {
          finish(outcome, cx);
          return Poll.ready(taken());
        }
      }
      return pollInLine(cx);
    }

    private Poll<R> pollInLine(Context cx) {
      PermitPool.Waiter inLine = waiter;
      if (inLine == null) {
        inLine = new PermitPool.Waiter(wanted());
        waiter = inLine;
      }
      if (!core.room().isShortFor(inLine) && !cx.proceed()) {
        return Poll.pending();
      }
      PermitPool.Outcome outcome = core.room().poll(inLine, cx);
      if (outcome == PermitPool.Outcome.WAITING) {
        return cx.pending(this);
      }
      finish(outcome, cx);
      return Poll.ready(granted());
    }

    private void finish(PermitPool.Outcome outcome, Context cx) {
      waiter = PermitPool.Waiter.FINISHED;
      if (outcome == PermitPool.Outcome.CLOSED) {
        throw new ClosedException(MpscCore.NOBODY_RECEIVES);
      }
      cx.progressed();
    }

    @Override
    public final void cancel() {
      if (waiter != null) {
        core.room().cancel(waiter);
      }
      core.giveBack(0); // the receiver may have waited for the room that this one had been given
    }

    @Override
    public final Optional<Resource> resource() {
      return Optional.of(core);
    }

    @Override
    public final boolean isRegistered() {
      PermitPool.Waiter inLine = waiter;
      return inLine != null && inLine.isWaiting();
    }
  }

  static final class Send<T> extends ForRoom<T, @Nullable Void> {
    private final T value;

    Send(MpscCore<T> core, T value) {
      super(core);
      this.value = value;
    }

    @Override
    public String operation() {
      return "Mpsc.send";
    }

    @Override
    PermitPool.Outcome tryNow() {
      return core.trySend(value);
    }

    @Override
    @Nullable Void taken() {
      return null;
    }

    @Override
    @Nullable Void granted() {
      core.push(value);
      return null;
    }
  }

  static final class Reserve<T> extends ForRoom<T, Mpsc.Permit<T>> {
    Reserve(MpscCore<T> core) {
      super(core);
    }

    @Override
    public String operation() {
      return "Mpsc.reserve";
    }

    @Override
    Mpsc.Permit<T> granted() {
      return new Mpsc.Permit<>(core);
    }
  }

  static final class ReserveMany<T> extends ForRoom<T, Mpsc.Permits<T>> {
    private final int values;

    ReserveMany(MpscCore<T> core, int values) {
      super(core);
      this.values = values;
    }

    @Override
    int wanted() {
      return values;
    }

    @Override
    public String operation() {
      return "Mpsc.reserveMany";
    }

    @Override
    Mpsc.Permits<T> granted() {
      return new Mpsc.Permits<>(core, wanted());
    }

    @Override
    public List<Attribute> operationAttributes() {
      return List.of(Attribute.of("permits", wanted()));
    }
  }

  /// Waits for values.
  abstract static class ForValue<T, R> implements Async<R>, Operation {
    final MpscCore<T> core;

    ForValue(MpscCore<T> core) {
      this.core = core;
    }

    abstract R received(T value);

    abstract R ended();

    @Override
    public Poll<R> poll(Context cx) {
      if (!core.hasValue() && core.registerReceiver(cx.waker())) {
        return cx.pending(this); // to wait takes no budget
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      T value = core.receive();
      if (value != null) {
        cx.progressed();
        return Poll.ready(received(value));
      }
      if (!core.isEnded()) { // somebody is about to send a value
        cx.yieldNow();
        return Poll.pending();
      }
      cx.progressed();
      return Poll.ready(ended());
    }

    @Override
    public final void cancel() {
      core.forgetReceiver();
    }

    @Override
    public final Optional<Resource> resource() {
      return Optional.of(core);
    }

    @Override
    public final boolean isRegistered() {
      return core.isReceiverRegistered();
    }
  }

  static final class Receive<T> extends ForValue<T, Optional<T>> {
    Receive(MpscCore<T> core) {
      super(core);
    }

    @Override
    public String operation() {
      return "Mpsc.receive";
    }

    @Override
    Optional<T> received(T value) {
      return Optional.of(value);
    }

    @Override
    Optional<T> ended() {
      return Optional.empty();
    }
  }

  static final class ReceiveMany<T> extends ForValue<T, Integer> {
    private final List<? super T> target;
    private final int limit;

    ReceiveMany(MpscCore<T> core, List<? super T> target, int limit) {
      super(core);
      this.target = target;
      this.limit = limit;
    }

    @Override
    public String operation() {
      return "Mpsc.receiveMany";
    }

    @Override
    public Poll<Integer> poll(Context cx) {
      return limit == 0 ? Poll.ready(0) : super.poll(cx);
    }

    @Override
    Integer received(T value) {
      target.add(value);
      return 1 + core.drain(target, limit - 1);
    }

    @Override
    Integer ended() {
      return 0;
    }
  }

  /// Waits until nobody receives any more.
  static final class AwaitClosed implements Async<@Nullable Void>, Operation {
    private final MpscCore<?> core;
    private final NotifyWaiter closing;

    AwaitClosed(MpscCore<?> core) {
      this.core = core;
      closing = core.receiverClosing().waiter();
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      // In this order: what closes after the question is told to those who exist.
      if (core.isReceiverClosed() || closing.pollTold(cx)) {
        closing.cancel();
        cx.progressed();
        return Poll.done();
      }
      return cx.pending(this);
    }

    @Override
    public void cancel() {
      closing.cancel();
    }

    @Override
    public String operation() {
      return "Mpsc.closed";
    }

    @Override
    public Optional<Resource> resource() {
      return Optional.of(core);
    }

    @Override
    public boolean isRegistered() {
      return closing.isRegistered();
    }
  }
}
