package dev.vitrine.console.tui.widget;

import dev.vitrine.console.client.text.Counts;
import dev.vitrine.console.client.text.Places;
import dev.vitrine.console.proto.v1.Sample;
import dev.vitrine.console.proto.v1.StackFrame;
import dev.vitrine.console.tui.terminal.Ink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Stacks that were sampled, folded into one tree from the outermost frame inwards; where they
/// part, each branch has its share.
public final class StackTree {
  private StackTree() {}

  /// One line of the tree.
  ///
  /// @param frame the frame it stands for
  public record Line(String text, Ink ink, StackFrame frame) {}

  private static final class Node {
    final StackFrame frame;
    final Map<StackFrame, Node> inner = new LinkedHashMap<>();
    long count;

    Node(StackFrame frame) {
      this.frame = frame;
    }
  }

  /// The lines, outermost first.
  public static List<Line> lines(List<Sample> samples) {
    var root = new Node(StackFrame.getDefaultInstance());
    for (Sample sample : samples) {
      root.count += sample.getCount();
      Node at = root;
      for (StackFrame frame : fromUser(sample.getFramesList()).reversed()) {
        at = at.inner.computeIfAbsent(frame, Node::new);
        at.count += sample.getCount();
      }
    }
    var lines = new ArrayList<Line>();
    add(lines, root, 0, root.count);
    return lines;
  }

  /// Without the frames below the outermost one of the user's code, and without those above an
  /// `await()`: how the runtime polls a block and how it suspends one is the same for all.
  public static List<StackFrame> fromUser(List<StackFrame> frames) {
    int outermost = frames.size();
    while (outermost > 0 && !frames.get(outermost - 1).getUserCode()) {
      outermost--;
    }
    return outermost == 0 ? frames : frames.subList(suspendedBelow(frames, outermost), outermost);
  }

  private static int suspendedBelow(List<StackFrame> frames, int end) {
    boolean suspended =
        !frames.isEmpty() && frames.getFirst().getClassName().equals("java.lang.VirtualThread");
    for (int i = 0; suspended && i < end; i++) {
      StackFrame frame = frames.get(i);
      if (frame.getClassName().equals("dev.vitrine.future.Async")
          && frame.getMethod().equals("await")) {
        return i + 1;
      }
    }
    return 0;
  }

  private static void add(List<Line> lines, Node node, int indent, long whole) {
    boolean parts = node.inner.size() > 1;
    node.inner.values().stream()
        .sorted((a, b) -> Long.compare(b.count, a.count))
        .forEach(
            inner -> {
              int depth = indent + (parts ? 1 : 0);
              String share = parts ? Counts.percent((double) inner.count / whole) + " " : "";
              lines.add(
                  new Line(
                      "  ".repeat(depth) + share + Places.frame(inner.frame),
                      inner.frame.getUserCode() ? Ink.STRONG : Ink.DIM,
                      inner.frame));
              // Below its share, so that it is plain which branch it belongs to.
              add(lines, inner, parts ? depth + 2 : depth, whole);
            });
  }
}
