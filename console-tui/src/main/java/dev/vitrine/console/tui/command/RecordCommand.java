package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.connect.Address;
import dev.vitrine.console.client.discover.Processes;
import dev.vitrine.console.client.model.Connection.Trouble;
import dev.vitrine.console.client.record.Contents;
import dev.vitrine.console.client.record.FlightText;
import dev.vitrine.console.client.record.RemoteRecording;
import dev.vitrine.console.client.record.RemoteRecording.Outcome;
import dev.vitrine.console.client.record.RemoteRecording.Progress;
import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.client.text.Foreign;
import dev.vitrine.console.proto.v1.Description;
import dev.vitrine.console.proto.v1.EventKind;
import dev.vitrine.console.proto.v1.FlightDump;
import dev.vitrine.console.tui.terminal.StandardError;
import dev.vitrine.recording.RecordingTail;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Records a process into a file.
@Command(
    name = "record",
    description =
        "Records everything that happens in a process into a file, for `vitrine replay` and `vitrine export`. Ctrl-C ends the recording as it should: it is whole, and the command ends with 0. When the program ends first, or does not answer any more, the file has everything up to then, and the command ends with 6.",
    mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {
  private static final int PROGRESS_MILLIS = 200;

  /// For the end of the recording, and to write and to say the last of it.
  private static final int LAST_WORD_SECONDS = RemoteRecording.END_SECONDS + 5;

  private static final DateTimeFormatter IN_NAMES = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Parameters(arity = "0..1", paramLabel = "TARGET", defaultValue = "", description = Target.HELP)
  private String target = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "",
      description = "How long, such as 10s, 500ms, 2m. Without it: until Ctrl-C.")
  private String time = "";

  @Option(
      names = "--flight",
      description =
          "What the program's flight recorder has kept until now, instead of what happens from now on. The program has to run with -Dvitrine.flight=30s.")
  private boolean flight;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to. By default the program's name, its number and the time, in .vrec.")
  private @Nullable Path output;

  @ArgGroup private IfThere ifThere = new IfThere();

  @Spec private CommandSpec spec = CommandSpec.create();

  private volatile @Nullable Path file;

  private static final class IfThere {
    @Option(names = "--force", description = "Overwrites FILE if it exists.")
    private boolean force;

    @Option(
        names = "--append",
        description =
            "Writes behind what is in FILE, if that is a recording; replay and export take both, one after the other.")
    private boolean append;
  }

  @Override
  public Integer call() throws InterruptedException {
    long nanos = nanos();
    if (flight && nanos > 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--for and --flight exclude each other: a flight recorder has kept what it has kept");
    }
    checkOutput();
    Address address = Target.find(target).address();
    var code = new AtomicInteger(ExitCode.INTERNAL);
    var said = new CountDownLatch(1);
    try (var recording =
        flight
            ? RemoteRecording.ofFlight(address, this::open)
            : RemoteRecording.start(address, nanos, this::open)) {
      var interrupt = new Thread(() -> endOnCtrlC(recording, said, code), "vitrine-interrupt");
      Runtime.getRuntime().addShutdownHook(interrupt);
      try {
        code.set(report(follow(recording, nanos), recording, address));
        spec.commandLine().getOut().flush();
      } finally {
        said.countDown();
        forget(interrupt);
      }
    }
    return code.get();
  }

  /// Before the program is asked for anything.
  private void checkOutput() {
    Path wanted = output;
    if (wanted == null) {
      if (ifThere.append) {
        throw new ParameterException(
            spec.commandLine(), "--append needs the recording to continue: -o FILE");
      }
    } else if (ifThere.append) {
      try {
        RecordingTail tail = RecordingTail.of(wanted);
        if (tail.cutBytes() > 0) {
          spec.commandLine()
              .getErr()
              .println(
                  "vitrine: "
                      + wanted
                      + " was cut in the middle of a chunk, of which nothing can be read; its last "
                      + Counts.bytes(tail.cutBytes())
                      + " make room for what follows");
        }
      } catch (IOException unreadable) {
        throw RecordingFile.refused(wanted, unreadable);
      }
    } else if (!ifThere.force && Files.exists(wanted)) {
      throw new Refusal(
          ExitCode.USAGE,
          wanted
              + " exists already; --force overwrites it, --append continues it, or give another name");
    }
  }

  private long nanos() {
    if (time.isEmpty()) {
      return 0;
    }
    try {
      long nanos = Durations.parse(time);
      if (nanos > 0) {
        return nanos;
      }
      throw new IllegalArgumentException("it must be longer than nothing");
    } catch (IllegalArgumentException mistake) {
      throw new ParameterException(
          spec.commandLine(), "--for=" + time + ": " + mistake.getMessage());
    }
  }

  /// The JVM is ending, and would with 130: it ends with what has become of the recording.
  private static void endOnCtrlC(
      RemoteRecording recording, CountDownLatch said, AtomicInteger code) {
    recording.stop();
    try {
      if (said.await(LAST_WORD_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(code.get());
      }
    } catch (InterruptedException given) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endsAlready) {
      // Then the hook ends the JVM.
    }
  }

  private OutputStream open(Description process) throws IOException {
    Path to = output;
    if (to == null) {
      String name = Processes.shortName(process.getMain()).replaceAll("[^A-Za-z0-9._-]", "-");
      to =
          Path.of(
              (name.isEmpty() ? "program" : name.toLowerCase(Locale.ROOT))
                  + "-"
                  + process.getPid()
                  + "-"
                  + LocalDateTime.now(ZoneId.systemDefault()).format(IN_NAMES)
                  + RecordingFile.SUFFIX);
    }
    file = to;
    return ifThere.append ? RecordingTail.of(to).append() : RecordingFile.create(to, ifThere.force);
  }

  /// Waits for the end and shows how far it is where somebody looks.
  private Outcome follow(RemoteRecording recording, long nanos) throws InterruptedException {
    boolean shows = StandardError.isTerminal();
    PrintWriter err = spec.commandLine().getErr();
    int width = 0;
    while (true) {
      Outcome outcome = recording.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
      Progress progress = recording.progress();
      if (shows && progress.startedNanos() != 0) {
        String line = outcome == null && !flight ? progressLine(progress, nanos) : "";
        err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        err.print(outcome == null ? "" : "\r");
        err.flush();
        width = line.length();
      }
      if (outcome != null) {
        return outcome;
      }
    }
  }

  private static String progressLine(Progress progress, long nanos) {
    return "recording %s%s  %s on disk  %s events  %s lost%s"
        .formatted(
            seconds(System.nanoTime() - progress.startedNanos()),
            nanos > 0 ? " of " + seconds(nanos) : "",
            Counts.bytes(progress.bytes()),
            Counts.brief(progress.events()),
            Counts.brief(progress.lost()),
            nanos > 0 ? "" : "  Ctrl-C ends it");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /// Says how it ended, and gives the code for it. All of it is said here: after Ctrl-C the JVM
  /// ends as soon as this returns.
  private int report(Outcome outcome, RemoteRecording recording, Address address) {
    PrintWriter err = spec.commandLine().getErr();
    Path to = file;
    Progress progress = recording.progress();
    long length = System.nanoTime() - progress.startedNanos();
    return switch (outcome) {
      case Outcome.Refused(Trouble trouble, String reason, String advice) -> {
        err.println("vitrine: " + reason + ". " + advice);
        yield trouble == Trouble.INCOMPATIBLE ? ExitCode.INCOMPATIBLE : ExitCode.NO_CONNECTION;
      }
      case Outcome.NotWritten(IOException cause) when progress.bytes() == 0 -> {
        err.println("vitrine: " + to + " can not be written: " + RecordingFile.reason(cause));
        yield ExitCode.FILE;
      }
      case Outcome.Unanswered _ when progress.bytes() == 0 -> {
        err.println("vitrine: nothing was recorded: " + address + " had not answered yet");
        yield ExitCode.NO_CONNECTION;
      }
      case Outcome.Complete _ -> {
        summary(to, recording);
        yield ExitCode.OK;
      }
      case Outcome.Gone(String reason) -> {
        err.println(
            "vitrine: the program ended after "
                + seconds(length)
                + "; "
                + to
                + " has everything up to then ("
                + reason
                + ")");
        summary(to, recording);
        yield ExitCode.ENDED;
      }
      case Outcome.Unanswered _ -> {
        err.println(
            "vitrine: the program did not end the recording in time; "
                + to
                + " has everything that came");
        summary(to, recording);
        yield ExitCode.ENDED;
      }
      case Outcome.NotWritten(IOException cause) -> {
        err.println(
            "vitrine: "
                + to
                + " can not be written any further: "
                + RecordingFile.reason(cause)
                + ". It has the first "
                + seconds(length)
                + ", and can be read up to there");
        summary(to, recording);
        yield ExitCode.FILE;
      }
      case Outcome.Failed(Throwable cause) -> {
        err.println("vitrine: this is a mistake in vitrine itself:");
        cause.printStackTrace(err);
        if (progress.bytes() > 0) {
          summary(to, recording);
        }
        yield ExitCode.INTERNAL;
      }
    };
  }

  private void summary(@Nullable Path to, RemoteRecording recording) {
    PrintWriter out = spec.commandLine().getOut();
    Contents contents = recording.contents();
    out.printf(
        "%s: %s events, %s tasks, %s events lost, %s%n",
        to,
        Counts.whole(contents.events()),
        Counts.whole(contents.tasks()),
        Counts.whole(contents.lost()),
        Counts.bytes(recording.progress().bytes()));
    FlightDump kept = recording.flight();
    if (kept.getKeptNanos() > 0) {
      String shortage = FlightText.shortage(kept);
      out.printf(
          "  the last %s%s%n",
          seconds(kept.getKeptNanos()), shortage.isEmpty() ? "" : "; " + shortage);
    }
    contents
        .lostByLane()
        .forEach(
            (lane, kinds) ->
                out.println("  lost " + where(lane) + ": " + Foreign.clean(of(kinds))));
  }

  private static String where(Contents.Lane lane) {
    return lane.worker() < 0
        ? "of other threads"
        : "of runtime " + lane.runtimeId() + ", worker " + lane.worker();
  }

  private static String of(Map<EventKind, Long> kinds) {
    return kinds.entrySet().stream()
        .map(
            one ->
                Counts.whole(one.getValue())
                    + " "
                    + one.getKey()
                        .name()
                        .substring("EVENT_KIND_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' '))
        .collect(Collectors.joining(", "));
  }
}
