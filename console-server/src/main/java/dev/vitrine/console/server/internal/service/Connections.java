package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.server.internal.aggregate.Aggregator;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Numbers the connections, so that what one has asked for can end with it.
public final class Connections extends ServerTransportFilter implements ServerInterceptor {
  private static final Attributes.Key<Long> NUMBER = Attributes.Key.create("vitrine-connection");
  private static final Context.Key<Long> CURRENT = Context.key("vitrine-connection");
  private static final AtomicLong NEXT = new AtomicLong();

  private final Aggregator aggregator;

  public Connections(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  /// The connection of the call that is being started by this thread.
  static long current() {
    Long number = CURRENT.get();
    if (number == null) {
      throw new AssertionError("the call did not come through the interceptor");
    }
    return number;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(NUMBER, NEXT.incrementAndGet()).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes attributes) {
    Long number = attributes == null ? null : attributes.get(NUMBER);
    if (number != null) {
      aggregator.disconnected(number);
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Long number = call.getAttributes().get(NUMBER);
    Context context = Context.current().withValue(CURRENT, number == null ? 0L : number);
    return Contexts.interceptCall(context, call, headers, next);
  }
}
