package dev.vitrine.recording.export;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Message;
import dev.vitrine.console.proto.v1.EventBatch;
import dev.vitrine.console.proto.v1.LostEvents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.console.proto.v1.RecordingHeader;
import dev.vitrine.console.proto.v1.Stamp;
import dev.vitrine.recording.EventCursor;
import dev.vitrine.recording.RecordingReader;
import dev.vitrine.recording.RecordingReader.Part;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/// Writes a recording as JSON, an object a line, in the order of the recording: for `jq`, scripts
/// and tables. The guide, `docs/guide/export.md`, has the fields.
///
/// Events are in the order of their lanes: those of another lane at the same time stand some
/// hundred milliseconds before or behind.
public final class JsonLinesExport {
  private final Writer out;
  private final JsonWriter json;
  private final MessageJson messages;
  private long anchor;

  private JsonLinesExport(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    json = new JsonWriter(this.out);
    json.setStrictness(Strictness.LENIENT); // a value behind another
    messages = new MessageJson(json);
  }

  /// Reads the rest of a recording, and writes the lines. Blocks as the streams do; closes neither.
  ///
  /// @throws dev.vitrine.recording.RecordingException if the recording is damaged: everything
  ///   before has been written
  public static void write(RecordingReader in, OutputStream out) throws IOException {
    write(in, out, _ -> {});
  }

  /// As above.
  ///
  /// @param progress is told now and then how many bytes have been read
  public static void write(RecordingReader in, OutputStream out, LongConsumer progress)
      throws IOException {
    var export = new JsonLinesExport(out);
    try {
      export.run(in, progress);
    } finally {
      export.out.flush();
    }
  }

  private void run(RecordingReader in, LongConsumer progress) throws IOException {
    boolean open = false;
    for (Part part = in.next(); part != null; part = in.next()) {
      switch (part) {
        case Part.Header(var header) -> {
          if (open) {
            breakOff();
          }
          open = true;
          header(header);
        }
        case Part.Contents(var records) -> {
          for (Record record : records.getRecordsList()) {
            take(record);
          }
        }
        case Part.End(var end) -> {
          open = false;
          line("end", end);
        }
      }
      progress.accept(in.position());
    }
    if (open) {
      breakOff();
    }
  }

  private void header(RecordingHeader header) throws IOException {
    anchor = Instants.nanos(header.getProcess().getAnchor().getWall());
    line("header", header);
  }

  /// The recording has no end: the process, or who wrote the file, was stopped.
  private void breakOff() throws IOException {
    begin("cut");
    end();
  }

  private void take(Record record) throws IOException {
    switch (record.getContentCase()) {
      case EVENTS -> events(record.getEvents());
      case RUNTIMES -> {
        var update = record.getRuntimes();
        lines("runtime", update.getRuntimesList(), update.getStamp());
        if (update.hasLosses()) {
          lines("losses", List.of(update.getLosses()), update.getStamp());
        }
      }
      case INCIDENTS -> {
        var update = record.getIncidents();
        lines("incident", update.getIncidentsList(), update.getStamp());
        if (update.getForgotten() > 0) {
          begin("incidents forgotten");
          json.name("count").value(update.getForgotten());
          end();
        }
      }
      case CALLSITES -> {
        var update = record.getCallsites();
        lines("callsite", update.getCallsitesList(), update.getStamp());
      }
      case TASKS -> {
        var update = record.getTasks();
        lines("task", update.getRowsList(), update.getStamp());
      }
      case THREADS -> {
        for (Message name : record.getThreads().getNamesList()) {
          line("thread", name);
        }
      }
      case PAUSES -> {
        for (Message pause : record.getPauses().getPausesList()) {
          line("gc pause", pause);
        }
      }
      case CONTENT_NOT_SET -> {} // of a later version
    }
  }

  private void lines(String type, List<? extends Message> all, Stamp stamp) throws IOException {
    for (Message message : all) {
      begin(type);
      json.name("at").value(Instants.text(Instants.nanos(stamp.getNow())));
      messages.fields(message);
      end();
    }
  }

  private void line(String type, Message message) throws IOException {
    begin(type);
    messages.fields(message);
    end();
  }

  private void events(EventBatch batch) throws IOException {
    for (var event = new EventCursor(batch); event.next(); ) {
      begin("event");
      json.name("kind").value(Labels.words(event.kind().name(), "EVENT_KIND_"));
      json.name("time").value(Instants.text(anchor + event.nanos()));
      json.name("nanos").value(event.nanos());
      lane(batch);
      if (batch.getWorker() < 0) {
        json.name("thread").value(event.thread());
      }
      if (event.task() != 0) {
        json.name("task").value(event.task());
      }
      values(event);
      end();
    }
    if (batch.getLostCount() > 0) {
      begin("lost");
      lane(batch);
      json.name("sinceBegin").beginObject();
      for (LostEvents lost : batch.getLostList()) {
        json.name(Labels.words(lost.getKind().name(), "EVENT_KIND_")).value(lost.getCount());
      }
      json.endObject();
      end();
    }
  }

  private void lane(EventBatch batch) throws IOException {
    if (batch.getWorker() >= 0) {
      json.name("runtime").value(batch.getRuntimeId());
      json.name("worker").value(batch.getWorker());
    }
  }

  private void values(EventCursor event) throws IOException {
    int flags = event.flags();
    switch (event.kind()) {
      case EVENT_KIND_POLL_START -> json.name("fromLifo").value(flags == 1);
      case EVENT_KIND_SPAWN -> {
        json.name("taskKind")
            .value(
                switch (flags) {
                  case 0 -> "task";
                  case 1 -> "block_on";
                  case 2 -> "blocking";
                  case 3 -> "local";
                  default -> "unknown";
                });
        json.name("parent").value(event.first());
        json.name("callsite").value(event.second());
      }
      case EVENT_KIND_WAKE -> {
        json.name("queued").value((flags & 1) != 0);
        json.name("itself").value((flags & 2) != 0);
      }
      case EVENT_KIND_END ->
          json.name("outcome")
              .value(flags == 0 ? "completed" : flags == 1 ? "failed" : "cancelled");
      case EVENT_KIND_STEAL -> {
        json.name("fromWorker").value(event.first());
        json.name("tasks").value(event.second());
      }
      case EVENT_KIND_QUEUES -> {
        json.name("ring").value(event.first());
        json.name("inject").value(event.second());
        json.name("lifo").value(flags == 1);
      }
      case EVENT_KIND_LOST -> json.name("events").value(event.first());
      case EVENT_KIND_COUNT -> {
        json.name("of")
            .value(
                switch (flags) {
                  case 0 -> "polls";
                  case 1 -> "spawns";
                  case 2 -> "steals";
                  case 3 -> "wakes";
                  default -> "unknown";
                });
        json.name("count").value(event.first());
      }
      case EVENT_KIND_DRIVER_TURN -> {
        json.name("events").value(event.first());
        json.name("tookNanos").value(event.second());
        json.name("slept").value((flags & 1) != 0);
      }
      case EVENT_KIND_POLL_END,
          EVENT_KIND_PARK,
          EVENT_KIND_UNPARK,
          EVENT_KIND_JOB_START,
          EVENT_KIND_JOB_END,
          EVENT_KIND_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
  }

  private void begin(String type) throws IOException {
    json.beginObject();
    json.name("type").value(type);
  }

  private void end() throws IOException {
    json.endObject();
    out.write('\n');
  }
}
