package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.RowFacts;
import dev.vitrine.console.proto.v1.ChainLink;
import dev.vitrine.console.proto.v1.TaskDetail;
import dev.vitrine.console.proto.v1.Wait;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.view.TaskDetailView.Line;
import java.util.ArrayList;
import java.util.List;

/// Who stands behind the waits of a task, as lines that are indented by how far behind.
final class ChainLines {
  private final TaskDetail detail;
  private final List<ChainLink> tree;
  private final Look look;

  ChainLines(TaskDetail detail, Look look) {
    this.detail = detail;
    this.tree = detail.getChainList();
    this.look = look;
  }

  /// Those behind one wait of the task.
  List<Line> of(int wait) {
    var lines = new ArrayList<Line>();
    behind(lines, detail.getWaits(wait), wait, 1, 0, "");
    return lines;
  }

  /// @param from where the tasks behind the waits of the same task begin
  private void behind(List<Line> lines, Wait wait, int index, int depth, int from, String indent) {
    int shown = 0;
    for (int i = from; i < tree.size() && tree.get(i).getDepth() >= depth; i++) {
      ChainLink link = tree.get(i);
      if (link.getDepth() == depth && link.getBehind() == index) {
        shown++;
        add(lines, link, wait, i, indent);
      }
    }
    if (wait.getHolders() > shown && shown > 0) {
      lines.add(new Line(indent + "and by " + (wait.getHolders() - shown) + " more", Ink.DIM));
    }
  }

  private void add(List<Line> lines, ChainLink link, Wait wait, int place, String indent) {
    String task = TaskText.ref(link.getTask());
    if (link.getClosesCircle()) {
      lines.add(new Line(indent + look.pick("▲ ", "! ") + "a circle: task " + task, Ink.ALARM));
      return;
    }
    lines.add(
        new Line(
            indent + held(wait) + task + (link.getToldAbove() ? ", see above" : ""), Ink.PLAIN));
    if (link.getToldAbove()) {
      return;
    }
    String inner = indent + "  ";
    if (link.getWaitsCount() == 0) {
      lines.add(
          new Line(inner + "which is " + TaskText.stateWord(link.getTask().getState()), Ink.PLAIN));
    }
    for (int i = 0; i < link.getWaitsCount(); i++) {
      Wait own = link.getWaits(i);
      lines.add(
          new Line(
              inner + (i == 0 ? "which waits for " : "and for ") + RowFacts.waitText(own),
              Ink.PLAIN));
      behind(lines, own, i, link.getDepth() + 1, place + 1, inner);
    }
  }

  private String held(Wait wait) {
    if (!wait.hasResource()) {
      return "until the end of task ";
    }
    String since =
        wait.hasHeldSince() && wait.getHolders() <= 1
            ? " since " + TaskText.ago(wait.getHeldSince(), detail.getStamp().getNow(), look)
            : "";
    return "held" + since + " by task ";
  }
}
