package dev.vitrine.net;

import dev.vitrine.future.Async;
import dev.vitrine.future.Context;
import dev.vitrine.future.Poll;
import dev.vitrine.instrument.Operation;
import dev.vitrine.instrument.Resource;
import dev.vitrine.internal.driver.IoSource;
import dev.vitrine.internal.driver.IoWaiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation that tries a system call until it does not block any more.
abstract class SocketOperation<T extends @Nullable Object> extends IoWaiter
    implements Async<T>, Operation {
  private final String name;
  private final Resource resource;
  private final IoSource source;
  private final int ops;

  /// What came of a try.
  enum Attempt {
    /// [#result] has the answer.
    DONE,
    /// There was progress, and there is more to do.
    PROGRESS,
    /// There was progress, and the next try would block.
    PROGRESS_THEN_BLOCKED,
    /// The call would block.
    BLOCKED
  }

  SocketOperation(String name, Resource resource, IoSource source, int ops) {
    this.name = name;
    this.resource = resource;
    this.source = source;
    this.ops = ops;
  }

  /// Tries the system call.
  ///
  /// @param seen the readiness before the try, for [IoSource#clear]
  abstract Attempt attempt(int seen) throws IOException;

  /// The answer, after an attempt that was done.
  abstract T result();

  /// Cleans up after a failure.
  void failed() {}

  @Override
  public final Poll<T> poll(Context cx) {
    try {
      while (cx.proceed()) {
        source.check(name);
        int seen = source.readiness();
        if (!IoSource.isReady(seen, ops)) {
          if (source.await(this, ops, cx.waker())) {
            return cx.pending(this);
          }
          continue;
        }
        switch (attempt(seen)) {
          case DONE -> {
            cx.progressed();
            source.forget(this);
            return Poll.ready(result());
          }
          case PROGRESS -> cx.progressed();
          case PROGRESS_THEN_BLOCKED -> {
            cx.progressed();
            source.clearShort(seen, ops);
          }
          case BLOCKED -> source.clear(seen, ops);
        }
      }
      return Poll.pending();
    } catch (IOException e) {
      cx.progressed(); // who tries again and again must not keep its worker for ever
      source.forget(this);
      failed();
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      cx.progressed();
      source.forget(this);
      failed();
      throw e;
    }
  }

  final IoSource source() {
    return source;
  }

  final int ops() {
    return ops;
  }

  @Override
  public void cancel() {
    source.forget(this);
  }

  @Override
  public final String operation() {
    return name;
  }

  @Override
  public final Optional<Resource> resource() {
    return Optional.of(resource);
  }

  @Override
  public final boolean isRegistered() {
    return isWaiting();
  }
}
