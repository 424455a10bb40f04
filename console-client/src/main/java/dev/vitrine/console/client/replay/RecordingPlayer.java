package dev.vitrine.console.client.replay;

import com.google.protobuf.Timestamp;
import dev.vitrine.console.client.model.Board;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.record.Contents;
import dev.vitrine.console.proto.v1.Record;
import dev.vitrine.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Answers what a process was like at any instant of its recording, as a session answers what it is
/// like now.
///
/// Going on reads on, and only the parts of the file that say something about states. Going back
/// starts again from the nearest of the states that were kept on the way.
///
/// - **Threads:** one at a time. Methods block as the file does.
public final class RecordingPlayer implements AutoCloseable {
  private static final int MOST_CHECKPOINTS = 32;
  private static final long MOST_KEPT_TASKS = 1_000_000;

  private final Path file;
  private final RecordingIndex index;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private long checkpointNanos = 10_000_000_000L;
  private RecordingReader reader;
  private RecordedState state = new RecordedState();
  private int next; // entry of the index
  private int segment;
  private long position;
  private final ArrayDeque<Record> pending = new ArrayDeque<>(); // of the chunk that was read last

  /// What was known before an entry of the index was read.
  private record Checkpoint(RecordedState state, int next, int segment, long position) {}

  private RecordingPlayer(Path file, RecordingIndex index) throws IOException {
    this.file = file;
    this.index = index;
    reader = RecordingReader.reopen(file, index.header());
    checkpoints.add(new Checkpoint(state.copy(), 0, 0, 0));
  }

  /// Goes through a file once, to know what is where in it.
  ///
  /// @param progress is told now and then how many bytes are behind it
  /// @throws dev.vitrine.recording.RecordingException if it is no recording, or one of a version
  ///   that is not known. One that is cut or damaged further on is played up to there
  public static RecordingPlayer open(Path file, LongConsumer progress) throws IOException {
    return new RecordingPlayer(file, RecordingIndex.of(file, progress));
  }

  /// From its beginning to its end.
  public long lengthNanos() {
    return index.length();
  }

  /// What is in it.
  public Contents contents() {
    return index.contents();
  }

  /// Why it is not whole, for people; empty when it is.
  public String trouble() {
    return index.trouble();
  }

  /// Where the next incident begins to be seen.
  public OptionalLong nextIncident(long after) {
    return optional(index.incidents().higher(after));
  }

  /// Where the last incident before began to be seen.
  public OptionalLong previousIncident(long before) {
    return optional(index.incidents().lower(before));
  }

  private static OptionalLong optional(@Nullable Long found) {
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }

  /// What the console would have shown.
  ///
  /// @param at 0 to [#lengthNanos]; beyond that is the end. Before the process had told everything
  ///   for the first time, that first time
  /// @param speed for the header of the views
  public Snapshot at(long at, Focus focus, double speed, boolean playing) throws IOException {
    long wanted = Math.clamp(at, 0, index.length());
    long known = Math.max(wanted, index.first());
    if (known < position) {
      goBack(known);
    }
    goOn(known);
    position = known;
    Board board = state.board();
    board.touch();
    board.search(() -> state.page(focus.query()));
    board.noDetail();
    if (focus.taskId() != 0) {
      state.detail(focus.taskId()).ifPresentOrElse(board::detail, board::detailGone);
    }
    var connection =
        new Connection.Replaying(wanted, index.length(), speed, playing, index.trouble());
    Snapshot snapshot = board.snapshot(file.toString(), connection, focus.taskId(), board, 0, 0);
    return snapshot.withLostEvents(index.contents().lost());
  }

  private void goBack(long wanted) throws IOException {
    int from = checkpoints.size() - 1;
    while (from > 0 && checkpoints.get(from).position() > wanted) {
      from--;
    }
    Checkpoint checkpoint = checkpoints.get(from);
    state = checkpoint.state().copy();
    next = checkpoint.next();
    segment = checkpoint.segment();
    position = checkpoint.position();
    pending.clear();
    reader.close();
    reader = RecordingReader.reopen(file, index.header());
  }

  private void goOn(long wanted) throws IOException {
    while (applyUntil(wanted) && next < index.entries().size()) {
      keep();
      RecordingIndex.Entry entry = index.entries().get(next);
      if (entry.isHeader() && index.base(entry.segment()) > wanted) {
        return;
      }
      reader.skipTo(entry.at());
      next++;
      switch (reader.nextBrief()) {
        case RecordingReader.Brief.Header(var header) -> {
          segment = entry.segment();
          position = index.base(segment);
          state.begin(header);
        }
        case RecordingReader.Brief.Contents chunk ->
            pending.addAll(chunk.states().getRecordsList());
        case RecordingReader.Brief.End _ -> {}
        case null -> throw new IOException(file + " has become shorter");
      }
    }
  }

  /// @return whether all of the chunk has been used
  private boolean applyUntil(long wanted) {
    while (!pending.isEmpty()) {
      Record record = pending.element();
      Timestamp stamp = RecordingIndex.stamp(record);
      if (stamp != null) {
        long at = index.position(segment, stamp);
        if (at > wanted) {
          return false;
        }
        position = Math.max(position, at);
        state.apply(record);
      }
      pending.remove();
    }
    return true;
  }

  private void keep() {
    Checkpoint last = checkpoints.getLast();
    if (position - last.position() < checkpointNanos || next <= last.next()) {
      return;
    }
    checkpoints.add(new Checkpoint(state.copy(), next, segment, position));
    while (checkpoints.size() > MOST_CHECKPOINTS
        || (checkpoints.size() > 2 && keptTasks() > MOST_KEPT_TASKS)) {
      thin();
    }
  }

  private long keptTasks() {
    return checkpoints.stream().mapToLong(one -> one.state().size()).sum();
  }

  /// Lets every other one go; the first stays.
  private void thin() {
    for (int i = checkpoints.size() - 1; i > 0; i--) {
      if (i % 2 == 1) {
        checkpoints.remove(i);
      }
    }
    checkpointNanos *= 2;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
