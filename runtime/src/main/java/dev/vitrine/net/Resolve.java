package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.future.RuntimeShutdownException;
import dev.vitrine.future.Waker;
import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.concurrent.Wakes;
import dev.vitrine.internal.driver.IoHandle.Lookups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks a host up. Numbers are read in the poll; names block, so they are looked up by another
/// thread.
///
/// - **Cancellation:** the look-up itself goes on; its result is dropped.
/// - **Errors:** [RuntimeShutdownException] when the runtime is closed before the look-up begins.
final class Resolve implements Async<List<InetSocketAddress>>, Operation {
  /*
   * `state` is the waker of whoever waits, and then, once, the outcome:
   *   null ──poll──▶ Waker ──poll──▶ other Waker ──look-up, or its refusal──▶ Outcome
   * All by swap or CAS. The look-up swaps its outcome in and wakes the waker that it finds; a poll
   * whose CAS fails finds the outcome.
   */
  private sealed interface Outcome {
    record Found(List<InetSocketAddress> addresses) implements Outcome {}

    record Failed(RuntimeException why) implements Outcome {}
  }

  private final HostPort target;
  private final Lookups lookups;
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();
  private boolean started;

  Resolve(HostPort target, Lookups lookups) {
    this.target = target;
    this.lookups = lookups;
  }

  /// Gives an address that may have to be looked up yet.
  static Async<List<InetSocketAddress>> address(InetSocketAddress address, Lookups lookups) {
    if (address.isUnresolved()) {
      return new Resolve(new HostPort(address.getHostString(), address.getPort()), lookups);
    }
    return cx -> Poll.ready(List.of(address));
  }

  @Override
  public Poll<List<InetSocketAddress>> poll(Context cx) {
    Optional<InetSocketAddress> literal = started ? Optional.empty() : target.literal();
    if (literal.isPresent()) {
      return Poll.ready(List.of(literal.get()));
    }
    Object seen = state.get();
    if (!(seen instanceof Outcome) && state.compareAndSet(seen, cx.waker())) {
      if (!started) {
        started = true;
        lookups.run(this::lookUp, this::refused);
      }
      return cx.pending(this);
    }
    if (!(state.get() instanceof Outcome outcome)) {
      throw new AssertionError("look-up of " + target + " polled by two threads");
    }
    return switch (outcome) {
      case Outcome.Found(var addresses) -> Poll.ready(addresses);
      case Outcome.Failed(var why) -> throw why;
    };
  }

  private void lookUp() {
    Outcome outcome;
    try {
      InetAddress[] all = InetAddress.getAllByName(target.host());
      outcome =
          new Outcome.Found(
              Arrays.stream(all).map(one -> new InetSocketAddress(one, target.port())).toList());
    } catch (UnknownHostException e) {
      outcome = new Outcome.Failed(new UncheckedIOException(e));
    } catch (RuntimeException | Error e) { // whatever it is, somebody waits to be told
      outcome =
          new Outcome.Failed(
              new UncheckedIOException(
                  new IOException("host " + target.host() + " could not be looked up", e)));
    }
    ended(outcome);
  }

  /// The runtime is closed and nobody will look.
  private void refused() {
    ended(new Outcome.Failed(new RuntimeShutdownException("the look-up of " + target)));
  }

  private void ended(Outcome outcome) {
    if (state.getAndSet(outcome) instanceof Waker waker) {
      Wakes.wake(waker);
    }
  }

  @Override
  public String operation() {
    return "lookup";
  }

  @Override
  public Optional<Resource> resource() {
    return Optional.empty();
  }

  @Override
  public boolean isRegistered() {
    return state.get() instanceof Waker;
  }

  @Override
  public List<Attribute> operationAttributes() {
    return List.of(Attribute.of("host", target.host()));
  }
}
