package vitrine.bench.watched;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Session;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.proto.tokio.instrument.InstrumentGrpc;
import dev.vitrine.console.proto.tokio.instrument.InstrumentRequest;
import dev.vitrine.console.proto.tokio.instrument.Update;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskPage;
import dev.vitrine.console.proto.v1.TaskQuery;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// A console without a terminal, the other side of [Console]: watches until its input ends.
///
/// It prints one line when it has everything for the first time.
final class Viewer {
  private static final int ROWS = 200;

  private Viewer() {}

  /// @param args the address, then `ours` or `tokio` for the service to ask
  public static void main(String[] args) throws IOException {
    AutoCloseable watching =
        switch (args[1]) {
          case "ours" -> ours(Address.parse(args[0]));
          case "tokio" -> tokio(args[0]);
          default -> throw new IllegalArgumentException("no service is called " + args[1]);
        };
    while (System.in.read() != -1) {
      // waits for the end
    }
    try {
      watching.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
    Runtime.getRuntime().halt(0);
  }

  private static void complete(long tasks) {
    System.out.println("tasks=" + tasks);
    System.out.flush();
  }

  /// What the console's list of tasks asks for.
  private static Session ours(Address address) {
    var query =
        TaskQuery.newBuilder()
            .setSortBy(TaskColumn.TASK_COLUMN_BUSY)
            .setDescending(true)
            .setLimit(ROWS)
            .setIncludeFinished(true)
            .build();
    var session = new AtomicReference<Session>();
    var told = new boolean[1];
    session.set(
        Session.open(
            address,
            Focus.on(query),
            () -> {
              Session open = session.getAcquire();
              if (!told[0] && open != null && isWhole(open.snapshot())) {
                told[0] = true;
                complete(open.snapshot().tasks().map(TaskPage::getTotal).orElse(0L));
              }
            }));
    return session.get();
  }

  private static boolean isWhole(Snapshot snapshot) {
    return snapshot.tasks().isPresent() && snapshot.parts().size() == Snapshot.Part.values().length;
  }

  /// What `tokio-console` asks for: every task.
  private static AutoCloseable tokio(String address) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                address.startsWith("unix:") ? "unix://" + address.substring(5) : address,
                InsecureChannelCredentials.create())
            .overrideAuthority("localhost")
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .executor(Executors.newSingleThreadExecutor())
            .build();
    InstrumentGrpc.newStub(channel)
        .watchUpdates(
            InstrumentRequest.getDefaultInstance(),
            new StreamObserver<Update>() {
              private long tasks;
              private boolean told;

              @Override
              public void onNext(Update update) {
                int more = update.getTaskUpdate().getNewTasksCount();
                tasks += more;
                if (more == 0 && tasks > 0 && !told) {
                  told = true;
                  complete(tasks);
                }
              }

              @Override
              public void onError(Throwable failed) {
                if (!told) {
                  throw new IllegalStateException("lost the program", failed);
                }
              }

              @Override
              public void onCompleted() {}
            });
    return channel::shutdownNow;
  }
}
