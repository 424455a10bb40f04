package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.connect.Session;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.replay.RecordingPlayer;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.TaskColumn;
import dev.vitrine.console.proto.v1.TaskQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints what the console shows, once, without a terminal.
@Command(
    name = "top",
    description =
        "Prints tasks, workers, resources, callsites and incidents of a process, without a terminal.",
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  private static final int GATHER_SECONDS = 10;

  @Parameters(
      arity = "0..1",
      paramLabel = "TARGET",
      defaultValue = "",
      description = Target.HELP + " Or the file of a recording.")
  private String target = "";

  @Option(
      names = "--once",
      description =
          "Prints one picture and ends. Must be given; `vitrine attach` shows a moving one.")
  private boolean once;

  @Option(
      names = "--json",
      description = "One JSON object; its schema is in docs/guide/top-json.md.")
  private boolean json;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      defaultValue = "",
      description = "Of a recording: so long after its start, such as 5s. By default its end.")
  private String at = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "Lists so many tasks at most, the busiest first. By default 10000 as JSON, 20 as text.")
  private int limit = -1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (!once) {
      throw new ParameterException(
          spec.commandLine(),
          "say --once for one picture, or use `vitrine attach` for a moving one");
    }
    if (limit < -1) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be 0 or more: --limit=" + limit);
    }
    boolean isRecording = RecordingFile.isMeant(target);
    if (!isRecording && !at.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--at is for a recording; of a process there is only now");
    }
    int most = limit >= 0 ? limit : json ? 10_000 : 20;
    Focus focus = focus(most);
    Snapshot snapshot =
        isRecording
            ? recorded(Path.of(target), focus)
            : gather(Target.find(target).address(), focus, json);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? TopJson.of(snapshot) + "\n" : TopText.of(snapshot));
    out.flush();
    return ExitCode.OK;
  }

  private static Focus focus(int limit) {
    var query =
        TaskQuery.newBuilder()
            .setSortBy(TaskColumn.TASK_COLUMN_BUSY)
            .setDescending(true)
            .setIncludeFinished(true)
            .setLimit(limit)
            .build();
    return new Focus(query, 0, true, Set.of());
  }

  private Snapshot recorded(Path file, Focus focus) {
    try (var player = open(file)) {
      if (!player.trouble().isEmpty()) {
        spec.commandLine().getErr().println("vitrine: " + player.trouble());
      }
      return player.at(at.isEmpty() ? player.lengthNanos() : Durations.parse(at), focus, 1, false);
    } catch (IOException unreadable) {
      throw RecordingFile.refused(file, unreadable);
    } catch (IllegalArgumentException mistake) {
      throw new ParameterException(spec.commandLine(), "--at=" + at + ": " + mistake.getMessage());
    }
  }

  private RecordingPlayer open(Path file) throws IOException {
    try (var progress = ProgressLine.opening(spec.commandLine().getErr(), file)) {
      return RecordingPlayer.open(file, progress);
    }
  }

  /// Waits until every part of a picture has arrived.
  private static Snapshot gather(Address address, Focus focus, boolean single)
      throws InterruptedException {
    // As text, rates are shown, and they need two answers.
    Predicate<Snapshot> complete =
        single ? TopCommand::isComplete : snapshot -> isComplete(snapshot) && hasRates(snapshot);
    var done = new CountDownLatch(1);
    var session = new AtomicReference<Session>();
    Runnable look =
        () -> {
          Session opened = session.get();
          if (opened != null
              && (complete.test(opened.snapshot())
                  || opened.snapshot().connection() instanceof Connection.Lost)) {
            done.countDown();
          }
        };
    try (Session opened = Session.open(address, focus, look)) {
      session.set(opened);
      look.run();
      boolean inTime = done.await(GATHER_SECONDS, TimeUnit.SECONDS);
      Snapshot snapshot = opened.snapshot();
      if (snapshot.connection() instanceof Connection.Lost lost) {
        int code =
            switch (lost.trouble()) {
              case INCOMPATIBLE -> ExitCode.INCOMPATIBLE;
              case FAILED -> ExitCode.INTERNAL;
              case UNREACHABLE, WRONG_SERVER, DENIED, GONE -> ExitCode.NO_CONNECTION;
            };
        throw new Refusal(code, lost.reason() + ". " + lost.advice());
      }
      if (!inTime && !snapshot.hasData()) {
        throw new Refusal(
            ExitCode.NO_CONNECTION, address + " did not answer within " + GATHER_SECONDS + " s");
      }
      return snapshot;
    }
  }

  private static boolean isComplete(Snapshot snapshot) {
    boolean lists = snapshot.tasks().isPresent() && snapshot.resources().isPresent();
    return switch (snapshot.service()) {
      case NONE -> false;
      case TOKIO -> lists;
      case VITRINE ->
          lists
              && snapshot.parts().containsAll(Set.of(Snapshot.Part.values()))
              && snapshot
                  .tasks()
                  .map(page -> page.getCounts().getSuspectedUnwakeable() == 0)
                  .orElse(false);
    };
  }

  private static boolean hasRates(Snapshot snapshot) {
    return snapshot.service() != Snapshot.Service.VITRINE
        || snapshot.pulses().stream().allMatch(pulse -> pulse.intervalNanos() > 0);
  }
}
