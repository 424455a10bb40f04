package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.view.View.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is drawn where a view has nothing to show: never nothing.
final class Notices {
  private Notices() {}

  /// No data has ever arrived.
  static void drawNoData(Canvas canvas, Scene scene) {
    Snapshot snapshot = scene.snapshot();
    int y = Math.max(0, Math.min(2, canvas.height() - 8));
    switch (snapshot.connection()) {
      case Connection.Connecting connecting -> {
        canvas.put(
            2,
            y++,
            "Connecting to " + snapshot.address() + ", try " + connecting.attempt() + ".",
            Ink.STRONG);
        long waited = scene.nowNanos() - connecting.sinceNanos();
        if (waited > 1_000_000_000) {
          canvas.put(
              2,
              y,
              "No answer for " + Durations.brief(waited, scene.look().unicode()) + ".",
              Ink.DIM);
        }
      }
      case Connection.Live _ ->
          canvas.put(
              2,
              y,
              "Connected to " + snapshot.address() + ". Waiting for the first data.",
              Ink.STRONG);
      case Connection.Lost lost -> {
        y = wrapped(canvas, y, capital(lost.reason()) + ".", Ink.STRONG) + 1;
        y = wrapped(canvas, y, lost.advice(), Ink.PLAIN) + 1;
        long wait = Math.max(0, lost.retryAtNanos() - scene.nowNanos());
        String failed =
            lost.attempt() == 1 ? "One try has failed" : lost.attempt() + " tries have failed";
        y =
            wrapped(
                canvas,
                y,
                failed + "; the next comes in " + (wait / 1_000_000_000 + 1) + "s, or at any key.",
                Ink.DIM);
        wrapped(canvas, y, "q quits.", Ink.DIM);
      }
      case Connection.Replaying _ ->
          wrapped(canvas, y, snapshot.address() + " holds nothing at this point.", Ink.STRONG);
      case Connection.Closed _ -> canvas.put(2, y, "Closed.", Ink.DIM);
    }
  }

  /// A view that this program can not feed.
  static void drawNotOffered(Canvas canvas, String what) {
    int y =
        wrapped(
            canvas,
            1,
            "This program speaks tokio-console's service only, which has no " + what + ".",
            Ink.STRONG);
    wrapped(
        canvas,
        y + 1,
        "Tasks (t), resources (r), callsites (c) and lints (!) are offered. A program on the Vitrine runtime offers all views.",
        Ink.DIM);
  }

  /// Resources are not in recordings.
  static void drawNotRecorded(Canvas canvas) {
    int y = wrapped(canvas, 1, "A recording has no list of resources.", Ink.STRONG);
    wrapped(
        canvas,
        y + 1,
        "What a task waits on, and who holds it, is in the list of tasks (t) and in the task's detail.",
        Ink.DIM);
  }

  /// All keys.
  ///
  /// @param replays whether a recording is played
  /// @param scroll how many lines to leave out at the top
  /// @return how many are: no more than are needed to show the last one
  static int drawHelp(Canvas canvas, List<Hint> ofView, boolean replays, int scroll) {
    var lines = new ArrayList<Hint>();
    lines.add(new Hint("HERE", ""));
    lines.addAll(ofView);
    lines.add(new Hint("", ""));
    lines.add(new Hint("EVERYWHERE", ""));
    lines.add(new Hint("t w b r c !", "tasks, workers, blocking, resources, callsites, lints"));
    lines.add(new Hint("Tab", "the next of them"));
    if (replays) {
      lines.add(new Hint("space", "play, or pause"));
      lines.add(new Hint("+ -", "twice, or half as fast"));
      lines.add(new Hint(", .", "one second back, or on"));
      lines.add(new Hint("< >", "ten seconds back, or on"));
      lines.add(new Hint("[ ]", "to the previous incident, or the next, and pause there"));
    } else {
      lines.add(
          new Hint("space", "pause this console; the program goes on, and others see it live"));
    }
    lines.add(new Hint("Esc", "one step back"));
    lines.add(new Hint("Ctrl-L", "draw the whole screen again"));
    lines.add(new Hint("Ctrl-Z", "stop this console until fg"));
    lines.add(new Hint("q Ctrl-C Ctrl-D", "quit"));
    lines.add(new Hint("?", "this help; Esc or ? closes it, arrows scroll"));
    lines.add(new Hint("", ""));
    lines.add(
        new Hint(
            "STATES", "▶ polled now (by worker)  ● woken, waits for a worker  ◦ idle  ■ finished"));
    lines.add(
        new Hint(
            "DURATIONS", "six characters, the unit is always there; holding Shift selects text"));
    List<HelpLine> wrapped = wrapped(canvas, lines);
    boolean fits = wrapped.size() <= canvas.height();
    int room = Math.max(1, fits ? canvas.height() : canvas.height() - 1); // one for what is below
    int from = Math.clamp(scroll, 0, Math.max(0, wrapped.size() - room));
    for (int y = 0; y < room && from + y < wrapped.size(); y++) {
      HelpLine line = wrapped.get(from + y);
      canvas.put(2, y, line.key(), line.isTitle() ? Ink.TITLE : Ink.KEY);
      canvas.put(textColumn(canvas), y, line.text(), Ink.PLAIN);
    }
    if (wrapped.size() > from + room) {
      canvas.putRight(
          canvas.width() - 1,
          canvas.height() - 1,
          canvas.look().pick(" ↓ more", " v more"),
          Ink.DIM);
    }
    return from;
  }

  /// One row of the help.
  private record HelpLine(String key, String text) {
    boolean isTitle() {
      return key.length() > 3 && key.equals(key.toUpperCase(Locale.ROOT));
    }
  }

  private static int textColumn(Canvas canvas) {
    return canvas.width() < 74 ? 18 : 20;
  }

  private static List<HelpLine> wrapped(Canvas canvas, List<Hint> hints) {
    var wrapped = new ArrayList<HelpLine>();
    for (Hint hint : hints) {
      String key = hint.key();
      for (String text : lines(canvas, hint.what(), canvas.width() - textColumn(canvas) - 1)) {
        wrapped.add(new HelpLine(key, text));
        key = "";
      }
    }
    return wrapped;
  }

  /// The terminal is smaller than anything can be shown on.
  static void drawTooSmall(Canvas canvas, int width, int height) {
    String whole =
        "vitrine needs "
            + width
            + "x"
            + height
            + ", this is "
            + canvas.width()
            + "x"
            + canvas.height();
    int y = 0;
    for (String line : lines(canvas, whole, canvas.width())) {
      canvas.put(0, y++, line, Ink.PLAIN);
    }
  }

  private static int wrapped(Canvas canvas, int start, String text, Ink ink) {
    int y = start;
    for (String line : lines(canvas, text, canvas.width() - 4)) {
      canvas.put(2, y++, line, ink);
    }
    return y;
  }

  private static List<String> lines(Canvas canvas, String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : List.of(text.split(" ", -1))) {
      if (!line.isEmpty() && canvas.widthOf(line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
