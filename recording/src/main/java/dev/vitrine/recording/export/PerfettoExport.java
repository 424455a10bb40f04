package dev.vitrine.recording.export;

import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingReader.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Writes a recording as a trace that ui.perfetto.dev opens: a track per worker with its polls, a
/// track per task with its states, an arrow from each wake to the poll it has caused, incidents,
/// and counters. The guide, `docs/guide/export.md`, says what each track shows, and how exactly.
///
/// The recording is read once. Memory: the events of some seconds, at most some 30 MB, and some
/// hundred bytes for each task that lives, or has ended in those seconds.
public final class PerfettoExport {
  private static final long FREE_PIDS = 10_000_000;

  private final TraceWriter writer;
  private final Map<String, ProcessTrace> processes = new HashMap<>();
  private final Set<Long> pids = new HashSet<>();
  private @Nullable ProcessTrace current;

  private PerfettoExport(OutputStream out) {
    writer = new TraceWriter(out);
  }

  /// Reads the rest of a recording, and writes the trace. Blocks as the streams do; closes neither.
  ///
  /// @throws dev.vitrine.recording.RecordingException if the recording is damaged: everything
  ///   before is in the trace, which is whole
  public static void write(RecordingReader in, OutputStream out) throws IOException {
    write(in, out, _ -> {});
  }

  /// As above.
  ///
  /// @param progress is told now and then how many bytes have been read
  public static void write(RecordingReader in, OutputStream out, LongConsumer progress)
      throws IOException {
    new PerfettoExport(out).run(in, progress);
  }

  private void run(RecordingReader in, LongConsumer progress) throws IOException {
    String why = "damaged from here on";
    try {
      for (Part part = in.next(); part != null; part = in.next()) {
        take(part);
        progress.accept(in.position());
      }
      why = "the process, or who wrote the recording, was stopped";
    } finally {
      breakOff(why);
      writer.flush();
    }
  }

  private void take(Part part) throws IOException {
    ProcessTrace process = current;
    switch (part) {
      case Part.Header(var header) -> {
        breakOff("the process, or who wrote the recording, was stopped");
        current = processOf(header);
      }
      case Part.Contents(var records) -> {
        if (process != null) {
          for (Record record : records.getRecordsList()) {
            process.take(record);
          }
        }
      }
      case Part.End(var end) -> {
        if (process != null) {
          process.end(end);
        }
        current = null;
      }
    }
  }

  private void breakOff(String why) throws IOException {
    ProcessTrace process = current;
    if (process != null) {
      current = null;
      process.breakOff(why);
    }
  }

  private ProcessTrace processOf(RecordingHeader header) throws IOException {
    String instance = header.getProcess().getInstanceId();
    ProcessTrace known = processes.get(instance);
    if (known != null && known.isBefore(header)) {
      known.resume(header);
      return known;
    }
    // Two processes of two containers may have the same one, and would be one to a viewer.
    long pid = Math.max(1, header.getProcess().getPid());
    while (!pids.add(pid)) {
      pid += FREE_PIDS;
    }
    var process = new ProcessTrace(writer, header, pid);
    processes.put(instance, process);
    return process;
  }
}
