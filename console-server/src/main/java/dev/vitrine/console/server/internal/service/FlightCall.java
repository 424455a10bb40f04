package dev.vitrine.console.server.internal.service;

import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.FlightDump.Reason;
import dev.vitrine.console.server.internal.flight.Dump;
import dev.vitrine.console.server.internal.flight.Flight;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One call of `Console.DumpFlight`: what was kept, sent while the client has room.
///
/// It takes memory until it is sent. So there is one such call at a time, it must not take long,
/// and it has a thread of its own.
final class FlightCall {
  private static final Semaphore ONE = new Semaphore(1);
  private static final int MOST_SECONDS = 60;

  private final ServerCallStreamObserver<Chunk> call;
  private final Semaphore room = new Semaphore(0); // a permit when the call may have become ready

  private FlightCall(ServerCallStreamObserver<Chunk> call) {
    this.call = call;
  }

  static void open(StreamObserver<Chunk> observer) {
    var opened = new FlightCall((ServerCallStreamObserver<Chunk>) observer);
    opened.call.setOnReadyHandler(opened.room::release);
    opened.call.setOnCancelHandler(opened.room::release);
    opened.begin();
  }

  private void begin() {
    Optional<Flight> flight = Flight.latest();
    if (flight.isEmpty()) {
      fail(
          Status.FAILED_PRECONDITION.withDescription(
              "no flight recorder runs in this process: start it with -Dvitrine.flight=30s"));
    } else if (!ONE.tryAcquire()) {
      fail(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "what the flight recorder has kept is being sent to another client"));
    } else {
      boolean started = false;
      try {
        Thread.ofPlatform()
            .daemon()
            .name("vitrine-flight-send")
            .start(
                () -> {
                  try {
                    send(flight.get());
                  } finally {
                    ONE.release();
                  }
                });
        started = true;
      } finally {
        if (!started) { // there is no room for a thread
          ONE.release();
        }
      }
    }
  }

  private void send(Flight flight) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    try {
      Dump dump = flight.take(Reason.REASON_DEMAND, "");
      for (Chunk next = dump.next(); next != null; next = dump.next()) {
        while (!call.isReady() && !call.isCancelled()) {
          if (!room.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            fail(
                Status.RESOURCE_EXHAUSTED.withDescription(
                    "it took longer than " + MOST_SECONDS + " s to send what was kept"));
            return;
          }
        }
        if (call.isCancelled()) {
          return;
        }
        call.onNext(next);
      }
      call.onCompleted();
    } catch (IOException failed) {
      fail(Status.FAILED_PRECONDITION.withDescription(failed.getMessage()));
    } catch (InterruptedException given) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failed) {
      fail(Status.INTERNAL.withDescription(failed.toString()));
    }
  }

  private void fail(Status status) {
    if (!call.isCancelled()) {
      call.onError(status.asRuntimeException());
    }
  }
}
