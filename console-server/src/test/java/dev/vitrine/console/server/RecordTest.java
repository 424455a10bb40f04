package dev.vitrine.console.server;

import static dev.vitrine.Tasks.spawn;
import static dev.vitrine.Tasks.spawnBlocking;
import static dev.vitrine.Tasks.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.AsyncRuntime;
import dev.vitrine.console.proto.v1.Chunk;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.GcPause;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordRequest;
import dev.vitrine.console.proto.v1.Records;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.ThreadName;
import dev.vitrine.instrument.Instruments;
import dev.vitrine.instrument.RuntimeView;
import dev.vitrine.instrument.WorkerView;
import dev.vitrine.recording.EventCursor;
import dev.vitrine.task.JoinHandle;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A real runtime, recorded over the wire.
@Timeout(60)
class RecordTest {
  private AsyncRuntime runtime;
  private InProcess services;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws Exception {
    runtime = AsyncRuntime.multiThread().workers(2).enableAll().name("recorded").build();
    services = InProcess.start();
    channel = services.connect();
  }

  @AfterEach
  void close() {
    services.close();
    runtime.close();
  }

  /// Everything of a recording, once it has ended.
  private static final class Recorded {
    private final List<Record> records = new ArrayList<>();
    private final Map<EventKind, Long> events = new EnumMap<>(EventKind.class);
    private final Map<Long, String> threads = new HashMap<>();
    private final List<GcPause> pauses = new ArrayList<>();
    private final List<Long> startedByOthers = new ArrayList<>();
    private final List<Long> endedByOthers = new ArrayList<>();
    private Chunk end = Chunk.getDefaultInstance();

    private void take(Chunk chunk) throws Exception {
      if (chunk.hasEnd()) {
        end = chunk;
        return;
      }
      Records packed = Records.parseFrom(chunk.getPacked().getRecords());
      for (Record record : packed.getRecordsList()) {
        records.add(record);
        for (ThreadName name : record.getThreads().getNamesList()) {
          threads.put(name.getThread(), name.getName());
        }
        pauses.addAll(record.getPauses().getPausesList());
        if (record.hasEvents()) {
          for (var event = new EventCursor(record.getEvents()); event.next(); ) {
            take(event, record.getEvents().getWorker());
          }
        }
      }
    }

    private void take(EventCursor event, int worker) {
      events.merge(event.kind(), 1L, Long::sum);
      if (worker < 0 && event.kind() == EventKind.EVENT_KIND_POLL_START) {
        startedByOthers.add(event.task());
      } else if (worker < 0 && event.kind() == EventKind.EVENT_KIND_POLL_END) {
        endedByOthers.add(event.task());
      }
    }

    long count(EventKind kind) {
      return events.getOrDefault(kind, 0L);
    }
  }

  private static Recorded rest(Stream<Chunk> chunks) throws Exception {
    var recorded = new Recorded();
    while (!recorded.end.hasEnd()) {
      recorded.take(chunks.next());
    }
    assertEquals(Status.Code.OK, chunks.end().getCode());
    return recorded;
  }

  private void work() {
    runtime.blockOn(
        () -> {
          var tasks = new ArrayList<JoinHandle<?>>();
          for (int i = 0; i < 50; i++) {
            tasks.add(
                spawn(
                    () -> {
                      for (int k = 0; k < 20; k++) {
                        yieldNow().await();
                      }
                    }));
          }
          for (JoinHandle<?> task : tasks) {
            task.await();
          }
        });
  }

  @Test
  void whatHappensBetweenStartAndStopIsThere() throws Exception {
    var chunks = new Stream<Chunk>();
    var request = ConsoleGrpc.newStub(channel).record(chunks);
    request.onNext(RecordRequest.getDefaultInstance());
    Chunk header = chunks.next();
    assertEquals("vitrine-recording", header.getHeader().getFormat());
    assertEquals(ProcessHandle.current().pid(), header.getHeader().getProcess().getPid());

    work();
    request.onCompleted();
    Recorded recorded = rest(chunks);

    assertEquals(0, recorded.end.getEnd().getLosses().getEvents());
    RuntimeView view =
        Instruments.runtimes().stream()
            .filter(one -> one.name().equals("recorded"))
            .findFirst()
            .orElseThrow();
    long polls = view.blockOnPolls() + view.workers().stream().mapToLong(WorkerView::polls).sum();
    assertEquals(polls, recorded.count(EventKind.EVENT_KIND_POLL_START));
    assertEquals(polls, recorded.count(EventKind.EVENT_KIND_POLL_END));
    assertEquals(view.spawnedTasks() + 1, recorded.count(EventKind.EVENT_KIND_SPAWN));
    assertEquals(view.spawnedTasks() + 1, recorded.count(EventKind.EVENT_KIND_END));
    assertTrue(recorded.count(EventKind.EVENT_KIND_WAKE) >= 50 * 20);
    assertTrue(recorded.records.stream().anyMatch(Record::hasTasks));
    assertTrue(recorded.records.stream().anyMatch(Record::hasIncidents));
    assertTrue(recorded.records.stream().anyMatch(Record::hasCallsites));
    RuntimesUpdate runtimes =
        recorded.records.stream()
            .filter(Record::hasRuntimes)
            .findFirst()
            .orElseThrow()
            .getRuntimes();
    assertTrue(
        runtimes.getRuntimesList().stream().anyMatch(one -> one.getName().equals("recorded")));
  }

  @Test
  void whatOtherThreadsDoIsToldWithTheirNames() throws Exception {
    var chunks = new Stream<Chunk>();
    var request = ConsoleGrpc.newStub(channel).record(chunks);
    request.onNext(RecordRequest.getDefaultInstance());
    assertTrue(chunks.next().hasHeader());
    var spawned = new CountDownLatch(1);
    var recorded = new CountDownLatch(1);
    Thread spawner =
        Thread.ofPlatform()
            .name("spawner-outside")
            .start(
                () -> {
                  var _ = runtime.spawn(() -> {});
                  spawned.countDown();
                  awaitQuietly(recorded);
                });
    spawned.await();
    long jobThread =
        runtime.blockOn(() -> spawnBlocking(() -> Thread.currentThread().threadId()).await());
    request.onCompleted();
    Recorded all = rest(chunks);
    recorded.countDown();
    spawner.join();

    assertEquals("spawner-outside", all.threads.get(spawner.threadId()));
    assertTrue(
        String.valueOf(all.threads.get(jobThread)).contains("blocking"), all.threads::toString);
    assertTrue(all.threads.containsKey(Thread.currentThread().threadId()));
    assertEquals(1, all.count(EventKind.EVENT_KIND_JOB_START));
    Collections.sort(all.startedByOthers);
    Collections.sort(all.endedByOthers);
    assertEquals(all.startedByOthers, all.endedByOthers, "each end of a poll says which one");
    assertEquals(2, Set.copyOf(all.startedByOthers).size(), "the root and the job");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void pausesOfTheCollectorAreThere() throws Exception {
    var chunks = new Stream<Chunk>();
    var request = ConsoleGrpc.newStub(channel).record(chunks);
    request.onNext(RecordRequest.getDefaultInstance());
    Chunk header = chunks.next();
    System.gc();
    var recorded = new Recorded();
    while (recorded.pauses.stream().noneMatch(pause -> pause.getCause().equals("System.gc()"))) {
      recorded.take(chunks.next());
    }
    request.onCompleted();
    GcPause pause = recorded.pauses.getLast();
    assertTrue(pause.getCollector().length() > 0 && pause.getAction().length() > 0);
    assertTrue(pause.getBeforeBytes() > 0 && pause.getAfterBytes() > 0);
    long begun = header.getHeader().getStartedAt().getSeconds();
    assertTrue(Math.abs(pause.getStartedAt().getSeconds() - begun) <= 30, pause::toString);
    rest(chunks);
  }

  @Test
  void itEndsByItselfWhenToldSo() throws Exception {
    var chunks = new Stream<Chunk>();
    ConsoleGrpc.newStub(channel)
        .record(chunks)
        .onNext(RecordRequest.newBuilder().setForNanos(50_000_000).build());
    assertTrue(chunks.next().hasHeader());
    rest(chunks);
  }

  @Test
  void twoRecordingsRunSideBySide() throws Exception {
    var first = new Stream<Chunk>();
    var second = new Stream<Chunk>();
    var firstRequest = ConsoleGrpc.newStub(channel).record(first);
    var secondRequest = ConsoleGrpc.newStub(channel).record(second);
    firstRequest.onNext(RecordRequest.getDefaultInstance());
    secondRequest.onNext(RecordRequest.getDefaultInstance());
    assertTrue(first.next().hasHeader());
    assertTrue(second.next().hasHeader());
    work();
    firstRequest.onCompleted();
    Recorded one = rest(first);
    secondRequest.onCompleted();
    Recorded other = rest(second);
    assertEquals(
        one.count(EventKind.EVENT_KIND_POLL_START), other.count(EventKind.EVENT_KIND_POLL_START));
  }

  @Test
  void aClientThatReadsNothingForAWhileGetsTheEndAllTheSame() throws Exception {
    var chunks = new Stream<Chunk>();
    var reading = new AtomicReference<ClientCallStreamObserver<RecordRequest>>();
    var request =
        ConsoleGrpc.newStub(channel)
            .record(
                new ClientResponseObserver<RecordRequest, Chunk>() {
                  @Override
                  public void beforeStart(ClientCallStreamObserver<RecordRequest> call) {
                    call.disableAutoRequestWithInitial(1);
                    reading.set(call);
                  }

                  @Override
                  public void onNext(Chunk chunk) {
                    chunks.onNext(chunk);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    chunks.onError(failure);
                  }

                  @Override
                  public void onCompleted() {
                    chunks.onCompleted();
                  }
                });
    request.onNext(RecordRequest.getDefaultInstance());
    assertTrue(chunks.next().hasHeader());
    work();
    request.onCompleted();
    long until = System.nanoTime() + 200_000_000;
    while (System.nanoTime() < until) {
      assertThrows(
          IllegalStateException.class, Instruments::events, "it is given up before it is sent");
      LockSupport.parkNanos(1_000_000);
    }
    reading.get().request(Integer.MAX_VALUE);
    assertEquals(0, rest(chunks).end.getEnd().getLosses().getEvents());
  }

  @Test
  void oneThatIsCancelledLeavesNothingBehind() throws Exception {
    var chunks = new Stream<Chunk>();
    var request = ConsoleGrpc.newStub(channel).record(chunks);
    request.onNext(RecordRequest.getDefaultInstance());
    assertTrue(chunks.next().hasHeader());
    request.onError(Status.CANCELLED.asRuntimeException());
    long deadline = System.nanoTime() + Stream.PATIENCE_NANOS;
    while (true) {
      try (var feed = Instruments.events()) {
        assertEquals(0, feed.lost());
        return;
      } catch (IllegalStateException open) {
        assertTrue(System.nanoTime() < deadline, "the feed stays open");
        Thread.onSpinWait();
      }
    }
  }
}
