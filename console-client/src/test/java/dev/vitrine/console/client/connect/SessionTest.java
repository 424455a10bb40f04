package dev.vitrine.console.client.connect;

import static dev.vitrine.console.client.TokioUpdates.at;
import static dev.vitrine.console.client.TokioUpdates.idle;
import static dev.vitrine.console.client.TokioUpdates.task;
import static dev.vitrine.console.client.TokioUpdates.tasks;
import static dev.vitrine.console.client.TokioUpdates.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Connection.Trouble;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.model.TaskFilter;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.proto.v1.ConsoleGrpc;
import dev.vitrine.console.proto.v1.DescribeRequest;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.IncidentsUpdate;
import dev.vitrine.console.proto.v1.Resource;
import dev.vitrine.console.proto.v1.ResourceGroup;
import dev.vitrine.console.proto.v1.ResourceRef;
import dev.vitrine.console.proto.v1.ResourcesUpdate;
import dev.vitrine.console.proto.v1.RuntimesUpdate;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.TaskDetailRequest;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.proto.v1.TaskRow;
import dev.vitrine.console.proto.v1.WatchCallsitesRequest;
import dev.vitrine.console.proto.v1.WatchIncidentsRequest;
import dev.vitrine.console.proto.v1.WatchResourcesRequest;
import dev.vitrine.console.proto.v1.WatchRuntimesRequest;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A session against servers on real sockets of this machine.
class SessionTest {
  private static final int SECONDS = 20;

  private static final AtomicInteger greeted = new AtomicInteger();

  private final Semaphore changes = new Semaphore(0);
  private @Nullable Server server;
  private @Nullable Session session;

  @AfterEach
  void close() {
    if (session != null) {
      session.close();
    }
    if (server != null) {
      server.shutdownNow();
    }
  }

  private int serve(int port, BindableService service) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(service)
            .build()
            .start();
    return server.getPort();
  }

  private Session open(int port) {
    var focus = Focus.on(TaskQuery.newBuilder().setLimit(10).setIncludeFinished(true).build());
    session = Session.open(new Address.Tcp("127.0.0.1", port), focus, changes::release);
    return session;
  }

  private Snapshot await(Session opened, Predicate<Snapshot> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!wanted.test(opened.snapshot())) {
      if (!changes.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        fail("it did not come to that: " + opened.snapshot());
      }
    }
    return opened.snapshot();
  }

  /// A server of tokio-console's schema as old ones are: without WatchState.
  private static final class OldTokio extends InstrumentGrpc.InstrumentImplBase {
    final List<StreamObserver<Update>> watchers = new CopyOnWriteArrayList<>();
    final Update first;

    OldTokio(Update first) {
      this.first = first;
    }

    @Override
    public void watchUpdates(InstrumentRequest request, StreamObserver<Update> updates) {
      watchers.add(updates);
      updates.onNext(first);
    }
  }

  @Test
  void aRustProgramIsShownByItsOwnService() throws Exception {
    var tokio = new OldTokio(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    Session opened = open(serve(0, tokio));
    Snapshot seen = await(opened, snapshot -> snapshot.tasks().isPresent());
    assertEquals(Snapshot.Service.TOKIO, seen.service());
    assertEquals("one", seen.tasks().orElseThrow().getRows(0).getName());
    assertTrue(seen.isLive());

    tokio
        .watchers
        .getFirst()
        .onNext(update(11).setTaskUpdate(tasks(task(1002, "two"), idle())).build());
    await(opened, snapshot -> snapshot.tasks().orElseThrow().getTotal() == 2);

    opened.focus(
        Focus.on(
            TaskQuery.newBuilder()
                .setLimit(10)
                .addAllTerms(TaskFilter.parse("two").terms())
                .build()));
    seen = await(opened, snapshot -> snapshot.tasks().orElseThrow().getMatching() == 1);
    assertEquals("two", seen.tasks().orElseThrow().getRows(0).getName());
  }

  @Test
  void aMessageFarBeyondFourMebibytesIsRead() throws Exception {
    var huge = task(1001, "x".repeat(6 * 1024 * 1024));
    Session opened =
        open(serve(0, new OldTokio(update(10).setTaskUpdate(tasks(huge, idle())).build())));
    Snapshot seen = await(opened, snapshot -> snapshot.tasks().isPresent());
    assertEquals(6 * 1024 * 1024, seen.tasks().orElseThrow().getRows(0).getName().length());
  }

  @Test
  void aPausedViewKeepsWhatItHasAndThenCatchesUp() throws Exception {
    var tokio = new OldTokio(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    Session opened = open(serve(0, tokio));
    await(opened, snapshot -> snapshot.tasks().isPresent());
    opened.pause(true);
    await(opened, Snapshot::isPaused);
    tokio
        .watchers
        .getFirst()
        .onNext(update(11).setTaskUpdate(tasks(task(1002, "two"), idle())).build());
    opened.focus(Focus.on(TaskQuery.newBuilder().setLimit(5).build()));
    Snapshot seen = await(opened, snapshot -> snapshot.tasks().orElseThrow().getRowsCount() == 1);
    assertEquals(1, seen.tasks().orElseThrow().getTotal());
    opened.pause(false);
    await(
        opened, snapshot -> !snapshot.isPaused() && snapshot.tasks().orElseThrow().getTotal() == 2);
  }

  @Test
  void aFailureOfItsOwnIsToldAndTheSessionGoesOn() throws Exception {
    var tokio = new OldTokio(update(10).setTaskUpdate(tasks(task(1001, "one"), idle())).build());
    int port = serve(0, tokio);
    var fails = new AtomicBoolean();
    var opened =
        Session.open(
            new Address.Tcp("127.0.0.1", port),
            Focus.on(TaskQuery.newBuilder().setLimit(10).build()),
            () -> {
              if (fails.getAndSet(false)) {
                throw new IllegalStateException("as the test wants");
              }
              changes.release();
            });
    session = opened;
    await(opened, snapshot -> snapshot.tasks().isPresent());
    List<Runnable> steps =
        List.of(
            () -> opened.pause(true), () -> tokio.watchers.getLast().onNext(update(11).build()));
    for (Runnable step : steps) {
      fails.set(true);
      step.run();
      Snapshot seen = await(opened, snapshot -> snapshot.connection() instanceof Connection.Lost);
      var lost = (Connection.Lost) seen.connection();
      assertEquals(Trouble.FAILED, lost.trouble());
      assertTrue(lost.reason().contains("as the test wants"), lost.reason());
      assertTrue(seen.tasks().isPresent());
      opened.retryNow();
      await(opened, Snapshot::isLive);
    }
  }

  /// A server of ours with one task.
  private static class Ours extends ConsoleGrpc.ConsoleImplBase {
    final String instance;

    Ours(String instance) {
      this.instance = instance;
    }

    static Stamp stamp() {
      return Stamp.newBuilder().setNow(at(10)).build();
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<Description> answer) {
      answer.onNext(Description.newBuilder().setInstanceId(instance).setStamp(stamp()).build());
      answer.onCompleted();
    }

    @Override
    public void watchRuntimes(
        WatchRuntimesRequest request, StreamObserver<RuntimesUpdate> answers) {
      answers.onNext(RuntimesUpdate.newBuilder().setStamp(stamp()).build());
    }

    @Override
    public void watchIncidents(
        WatchIncidentsRequest request, StreamObserver<IncidentsUpdate> answers) {
      answers.onNext(IncidentsUpdate.newBuilder().setStamp(stamp()).build());
    }

    @Override
    public void watchCallsites(
        WatchCallsitesRequest request, StreamObserver<CallsitesUpdate> answers) {
      answers.onNext(CallsitesUpdate.newBuilder().setStamp(stamp()).build());
    }

    @Override
    public void watchTasks(TaskQuery query, StreamObserver<TaskPage> answers) {
      var row = TaskRow.newBuilder().setId(7).setName(instance);
      answers.onNext(
          TaskPage.newBuilder().addRows(row).setTotal(1).setMatching(1).setStamp(stamp()).build());
    }

    @Override
    public void watchTask(TaskDetailRequest request, StreamObserver<TaskDetail> answers) {
      if (request.getId() == 7) {
        answers.onNext(
            TaskDetail.newBuilder()
                .setRow(TaskRow.newBuilder().setId(7))
                .setStamp(stamp())
                .build());
      } else {
        answers.onError(Status.NOT_FOUND.asRuntimeException());
      }
    }
  }

  @Test
  void ourOwnServiceFeedsEverythingAndAForgottenTaskIsNoLoss() throws Exception {
    Session opened = open(serve(0, new Ours("a")));
    Snapshot seen =
        await(opened, snapshot -> snapshot.parts().size() == 3 && snapshot.tasks().isPresent());
    assertEquals(Snapshot.Service.VITRINE, seen.service());
    Focus list = Focus.on(TaskQuery.newBuilder().setLimit(10).build());
    opened.focus(new Focus(list.query(), 7, false, Set.of()));
    await(opened, snapshot -> snapshot.detail().isPresent());
    opened.focus(new Focus(list.query(), 8, false, Set.of()));
    seen = await(opened, Snapshot::detailGone);
    assertTrue(seen.detail().isEmpty());
    assertTrue(seen.isLive());
  }

  @Test
  void aFilterThatTheServerRefusesIsToldAndNoLoss() throws Exception {
    var choosy =
        new Ours("a") {
          @Override
          public void watchTasks(TaskQuery query, StreamObserver<TaskPage> answers) {
            if (query.getTermsCount() == 0) {
              super.watchTasks(query, answers);
            } else {
              answers.onError(
                  Status.INVALID_ARGUMENT.withDescription("term 1: no").asRuntimeException());
            }
          }
        };
    Session opened = open(serve(0, choosy));
    await(opened, snapshot -> snapshot.tasks().isPresent());
    Focus all = Focus.on(TaskQuery.newBuilder().setLimit(10).build());
    opened.focus(
        Focus.on(all.query().toBuilder().addAllTerms(TaskFilter.parse("/x/").terms()).build()));
    Snapshot seen = await(opened, snapshot -> !snapshot.refusal().isEmpty());
    assertEquals("term 1: no", seen.refusal());
    assertTrue(seen.isLive(), "the connection is none the worse");
    opened.focus(all);
    await(opened, snapshot -> snapshot.refusal().isEmpty());
  }

  /// It has as many resources as were sent, in one group.
  private static final class WithResources extends Ours {
    volatile @Nullable StreamObserver<ResourcesUpdate> last;

    WithResources() {
      super("a");
    }

    @Override
    public void watchResources(
        WatchResourcesRequest request, StreamObserver<ResourcesUpdate> answers) {
      last = answers;
      answers.onNext(update(request.getOpenGroupsList().contains("g") ? 2 : 0, 2));
    }

    static ResourcesUpdate update(int members, int resources) {
      var group = ResourceGroup.newBuilder().setKey("g").setResources(resources);
      for (int i = 0; i < members; i++) {
        group.addMembers(Resource.newBuilder().setResource(ResourceRef.newBuilder().setId(i + 1)));
      }
      return ResourcesUpdate.newBuilder()
          .setStamp(stamp())
          .setTotal(resources)
          .addGroups(group)
          .build();
    }
  }

  private static int members(Snapshot snapshot) {
    return snapshot.resources().map(update -> update.getGroups(0).getMembersCount()).orElse(-1);
  }

  @Test
  void whatIsOpenedWhilePausedIsShownAsItIsThen() throws Exception {
    var program = new WithResources();
    Session opened = open(serve(0, program));
    await(opened, snapshot -> snapshot.tasks().isPresent());
    opened.pause(true);
    var query = TaskQuery.newBuilder().setLimit(10).build();
    opened.focus(new Focus(query, 0, true, Set.of()));
    await(opened, snapshot -> snapshot.isPaused() && members(snapshot) == 0);
    opened.focus(new Focus(query, 0, true, Set.of("g")));
    await(opened, snapshot -> snapshot.isPaused() && members(snapshot) == 2);

    // What comes after that is not shown until the pause is over.
    changes.drainPermits();
    Objects.requireNonNull(program.last).onNext(WithResources.update(3, 3));
    assertTrue(changes.tryAcquire(SECONDS, TimeUnit.SECONDS));
    assertEquals(2, members(opened.snapshot()));
    assertTrue(opened.snapshot().lateNanos() > 0, "it says that it is not of the pause");
    opened.pause(false);
    Snapshot seen = await(opened, snapshot -> members(snapshot) == 3);
    assertEquals(0, seen.lateNanos());
  }

  @Test
  void aTaskOpenedWhilePausedStandsStillAsWell() throws Exception {
    var details = new CopyOnWriteArrayList<StreamObserver<TaskDetail>>();
    var program =
        new Ours("a") {
          @Override
          public void watchTask(TaskDetailRequest request, StreamObserver<TaskDetail> answers) {
            details.add(answers);
            answers.onNext(polled(1));
          }
        };
    Session opened = open(serve(0, program));
    await(opened, snapshot -> snapshot.tasks().isPresent());
    opened.pause(true);
    var query = TaskQuery.newBuilder().setLimit(10).build();
    opened.focus(new Focus(query, 7, false, Set.of()));
    Snapshot seen = await(opened, snapshot -> polls(snapshot) == 1);
    assertTrue(seen.isPaused() && seen.lateNanos() > 0);

    changes.drainPermits();
    details.getFirst().onNext(polled(2));
    assertTrue(changes.tryAcquire(SECONDS, TimeUnit.SECONDS));
    assertEquals(1, polls(opened.snapshot()));
    opened.pause(false);
    await(opened, snapshot -> polls(snapshot) == 2);
  }

  private static TaskDetail polled(int times) {
    return TaskDetail.newBuilder()
        .setRow(TaskRow.newBuilder().setId(7).setPolls(times))
        .setStamp(Ours.stamp())
        .build();
  }

  private static long polls(Snapshot snapshot) {
    return snapshot.detail().map(detail -> detail.getRow().getPolls()).orElse(-1L);
  }

  @Test
  void aRestartedProgramIsMetAsAnotherOne() throws Exception {
    int port = serve(0, new Ours("a"));
    Session opened = open(port);
    await(opened, snapshot -> snapshot.tasks().isPresent());
    Server first = Objects.requireNonNull(server);
    first.shutdownNow().awaitTermination();
    Snapshot lost = await(opened, snapshot -> snapshot.connection() instanceof Connection.Lost);
    assertEquals("a", lost.tasks().orElseThrow().getRows(0).getName(), "what was known is kept");
    serve(port, new Ours("b"));
    opened.retryNow();
    Snapshot seen =
        await(
            opened,
            snapshot ->
                snapshot.tasks().map(page -> page.getRows(0).getName().equals("b")).orElse(false));
    assertEquals(1, seen.restarts());
  }

  @Test
  void nobodyThereIsSaidWithWhatToDo() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Session opened = open(free);
    var lost =
        (Connection.Lost)
            await(opened, snapshot -> snapshot.connection() instanceof Connection.Lost)
                .connection();
    assertEquals(Trouble.UNREACHABLE, lost.trouble());
    assertTrue(lost.reason().contains("nobody listens on 127.0.0.1:" + free), lost.reason());
    assertTrue(lost.advice().contains("-Dvitrine.console"), lost.advice());
    opened.retryNow();
    await(
        opened,
        snapshot -> snapshot.connection() instanceof Connection.Lost again && again.attempt() == 2);
  }

  @Test
  void anotherServerOnThePortIsQuoted() throws Exception {
    try (var other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(other));
      Session opened = open(other.getLocalPort());
      var lost =
          (Connection.Lost)
              await(opened, snapshot -> snapshot.connection() instanceof Connection.Lost)
                  .connection();
      assertEquals(Trouble.WRONG_SERVER, lost.trouble());
      assertTrue(lost.reason().contains("220 mail·[31m ready"), lost.reason());
    }
  }

  private static void greet(ServerSocket server) {
    while (!server.isClosed()) {
      try (var socket = server.accept()) {
        socket
            .getOutputStream()
            .write("220 mail\u001b[31m ready\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException gone) {
        greeted.incrementAndGet(); // that one is done; a closed server ends the loop
      }
    }
  }

  @Test
  void aServerThatSpeaksGrpcAndNothingOfOursIsTold() throws Exception {
    Session opened = open(serve(0, () -> ServerServiceDefinition.builder("other.Service").build()));
    var lost =
        (Connection.Lost)
            await(opened, snapshot -> snapshot.connection() instanceof Connection.Lost)
                .connection();
    assertEquals(Trouble.INCOMPATIBLE, lost.trouble());
  }
}
