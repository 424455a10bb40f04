package dev.vitrine.console.tui.command;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.recording.RecordingException;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.export.JsonLinesExport;
import dev.vitrine.recording.export.PerfettoExport;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a recording in a form that other programs read.
@Command(
    name = "export",
    description =
        "Writes a recording as a trace for ui.perfetto.dev, or as lines of JSON. One that is cut or damaged is exported up to there.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";
  private static final String BROKEN_PIPE = "Broken pipe";

  @ArgGroup(multiplicity = "1")
  private Format format = new Format();

  @Parameters(paramLabel = "RECORDING", description = "What `vitrine record` has written.")
  private Path recording = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Where to; - is standard output, and the default for JSON. A trace goes by default beside the recording, in .perfetto-trace. A name that ends in .gz is compressed, which ui.perfetto.dev takes as well.")
  private String output = "";

  @Option(names = "--force", description = "Overwrites FILE if it exists.")
  private boolean force;

  @Spec private CommandSpec spec = CommandSpec.create();

  private static final class Format {
    @Option(names = "--perfetto", description = "A trace for ui.perfetto.dev.")
    private boolean perfetto;

    @Option(names = "--json-lines", description = "One JSON object a line.")
    private boolean jsonLines;
  }

  @Override
  public Integer call() {
    try (RecordingReader reader = RecordingReader.open(recording)) {
      return export(reader, Files.size(recording));
    } catch (IOException unreadable) {
      throw RecordingFile.refused(recording, unreadable);
    }
  }

  private int export(RecordingReader reader, long size) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Path to = target();
    if (to != null && Files.exists(to) && Files.isSameFile(to, recording)) {
      throw new Refusal(
          ExitCode.USAGE, to + " is the recording itself, which is only read; give another name");
    }
    int code = ExitCode.OK;
    try (OutputStream out = open(to)) {
      try {
        write(reader, out, size);
        if (reader.isCut()) {
          err.println(
              "vitrine: "
                  + recording
                  + " is cut: the program or the recorder was stopped; all else is exported");
        }
      } catch (RecordingException damaged) {
        err.println("vitrine: " + damaged.getMessage());
        code = ExitCode.FILE;
      }
    } catch (RecordingException never) {
      throw never;
    } catch (IOException failed) {
      if (to == null && BROKEN_PIPE.equals(failed.getMessage())) {
        return ExitCode.OK; // as with `| head`: nobody wants the rest
      }
      throw new Refusal(
          ExitCode.FILE,
          (to == null ? "standard output" : to.toString())
              + " can not be written: "
              + RecordingFile.reason(failed));
    }
    if (to != null) {
      report(to);
    }
    return code;
  }

  private void write(RecordingReader reader, OutputStream out, long size) throws IOException {
    try (var progress = new ProgressLine(spec.commandLine().getErr(), "exporting", size)) {
      if (format.perfetto) {
        PerfettoExport.write(reader, out, progress);
      } else {
        JsonLinesExport.write(reader, out, progress);
      }
    }
    out.flush();
  }

  /// Null for standard output.
  private @Nullable Path target() {
    if (output.equals(STANDARD_OUTPUT) || (output.isEmpty() && format.jsonLines)) {
      return null;
    }
    if (!output.isEmpty()) {
      return Path.of(output);
    }
    String name = recording.getFileName().toString();
    String stem =
        name.endsWith(RecordingFile.SUFFIX)
            ? name.substring(0, name.length() - RecordingFile.SUFFIX.length())
            : name;
    return recording.resolveSibling(stem + ".perfetto-trace");
  }

  private OutputStream open(@Nullable Path to) throws IOException {
    OutputStream raw =
        to == null ? new FileOutputStream(FileDescriptor.out) : RecordingFile.create(to, force);
    boolean packed = to != null && to.toString().endsWith(".gz");
    return new BufferedOutputStream(packed ? new Gzip(raw) : raw, 1 << 16);
  }

  private void report(Path to) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(to + ": " + Counts.bytes(Files.size(to)));
    } catch (IOException gone) {
      out.println(to);
    }
    out.flush();
  }

  /// Traces shrink to a quarter at the fastest level, and little further at the others.
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
