package dev.vitrine.console.tui.view;

import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.client.text.Durations;
import dev.vitrine.console.proto.v1.TaskQuery;
import dev.vitrine.console.tui.terminal.Canvas;
import dev.vitrine.console.tui.terminal.Display;
import dev.vitrine.console.tui.terminal.Ink;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.widget.Cut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The console: which view is open, what keys do, when to draw.
///
/// One thread draws and handles keys; it waits for keys, for new data and for the clock, and never
/// for the network. Another one reads keys.
///
/// - **Threads:** [#run] by one; [#changed] by any.
public final class App {
  static final int LEAST_WIDTH = 40;
  static final int LEAST_HEIGHT = 10;

  private static final String TABS = "twbrc!";
  private static final long FRAME_NANOS = 33_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long MESSAGE_NANOS = 3_000_000_000L;

  /// What the drawing thread waits for.
  private sealed interface Event {
    record Pressed(Key key) implements Event {}

    record NewData() implements Event {}
  }

  private final Source source;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final TasksView tasks = new TasksView();
  private final List<View> roots =
      List.of(
          tasks,
          new WorkersView(),
          new BlockingView(),
          new ResourcesView(),
          new CallsitesView(),
          new WarningsView());
  private final Deque<View> open = new ArrayDeque<>();
  private boolean help;
  private int helpScroll;
  private boolean quit;
  private String message = "";
  private long messageUntil;
  private Focus shown;

  /// @param source where data comes from
  public App(Source source) {
    this.source = source;
    open.push(tasks);
    this.shown = firstFocus();
  }

  /// What is shown first.
  public static Focus firstFocus() {
    return Focus.on(new TasksView().query());
  }

  /// To be called after each change of the source.
  public void changed() {
    if (!(events.peek() instanceof Event.NewData)) {
      events.add(new Event.NewData());
    }
  }

  /// Draws and handles keys until the user quits.
  public void run(Display display) throws InterruptedException {
    var reader = new Thread(() -> readKeys(display), "vitrine-keys");
    reader.setDaemon(true);
    reader.start();
    while (!quit) {
      long drawn = System.nanoTime();
      display.draw(canvas -> draw(canvas, System.nanoTime()));
      await(display, drawn);
      refocus();
    }
  }

  /// Waits until something is to be drawn: a key at once, data at most so many times a second, and
  /// the clock once a second.
  private void await(Display display, long drawn) throws InterruptedException {
    Event event = events.poll(1, TimeUnit.SECONDS);
    boolean pressed = false;
    while (event != null) {
      if (event instanceof Event.Pressed(Key key)) {
        pressed = true;
        press(key, display);
      }
      event = events.poll();
      if (event == null && !pressed) {
        long left = FRAME_NANOS - (System.nanoTime() - drawn);
        event = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
      }
    }
  }

  private void readKeys(Display display) {
    Key key;
    do {
      key = display.readKey();
      events.add(new Event.Pressed(key));
    } while (key.kind() != Key.Kind.END_OF_INPUT);
  }

  /// Handles what is waiting, without waiting for more: for tests.
  void settle() {
    refocus();
  }

  private void press(Key key, Display display) {
    if (key.isCtrl('z')) {
      display.suspend();
    } else if (key.isCtrl('l')) {
      display.repaint();
    } else if (handle(key) instanceof View.Reaction.Copy(String text)) {
      display.copy(text);
      say("Copied, if the terminal takes it.");
    }
  }

  /// Handles a key.
  View.Reaction handle(Key key) {
    message = "";
    Snapshot snapshot = source.snapshot();
    if (key.kind() == Key.Kind.END_OF_INPUT || key.isCtrl('c') || key.isCtrl('d')) {
      quit = true;
      return View.HANDLED;
    }
    if (snapshot.connection() instanceof Connection.Lost) {
      source.retryNow();
    }
    if (help) {
      return helpKey(key);
    }
    View view = current();
    if (!view.isTyping()) {
      View.Reaction global = global(key);
      if (!global.equals(View.IGNORED)) {
        return global;
      }
    }
    return react(view.key(key, snapshot));
  }

  private View.Reaction react(View.Reaction reaction) {
    switch (reaction) {
      case View.Reaction.Open(View next) -> open.push(next);
      case View.Reaction.Close() -> back();
      case View.Reaction.ShowTasks(String filter) -> {
        show('t');
        tasks.filterBy(filter);
      }
      case View.Reaction.Ignored(), View.Reaction.Handled(), View.Reaction.Copy(_) -> {}
    }
    return reaction;
  }

  private View.Reaction global(Key key) {
    if (key.kind() == Key.Kind.TAB || key.kind() == Key.Kind.BACK_TAB) {
      int step = key.kind() == Key.Kind.TAB ? 1 : -1;
      show(TABS.charAt(Math.floorMod(TABS.indexOf(current().tab()) + step, TABS.length())));
      return View.HANDLED;
    }
    if (key.kind() != Key.Kind.LETTER) {
      return View.IGNORED;
    }
    switch (key.letter()) {
      case 'q' -> quit = true;
      case '?' -> {
        help = true;
        helpScroll = 0;
      }
      case ' ' ->
          source
              .playback()
              .ifPresentOrElse(Playback::toggle, () -> source.pause(!source.snapshot().isPaused()));
      case 't', 'w', 'b', 'r', 'c', '!' -> show(key.letter());
      default -> {
        return source
            .playback()
            .map(playback -> moveInTime(playback, key.letter()))
            .orElse(View.IGNORED);
      }
    }
    return View.HANDLED;
  }

  private static View.Reaction moveInTime(Playback playback, char letter) {
    switch (letter) {
      case '+', '=' -> playback.faster(true);
      case '-' -> playback.faster(false);
      case '.' -> playback.step(SECOND);
      case ',' -> playback.step(-SECOND);
      case '>' -> playback.step(10 * SECOND);
      case '<' -> playback.step(-10 * SECOND);
      case ']' -> playback.incident(true);
      case '[' -> playback.incident(false);
      default -> {
        return View.IGNORED;
      }
    }
    return View.HANDLED;
  }

  private View.Reaction helpKey(Key key) {
    switch (key.kind()) {
      case ESCAPE -> help = false;
      case DOWN -> helpScroll++;
      case UP -> helpScroll = Math.max(0, helpScroll - 1);
      case LETTER -> {
        switch (key.letter()) {
          case '?' -> help = false;
          case 'q' -> quit = true;
          case 'j' -> helpScroll++;
          case 'k' -> helpScroll = Math.max(0, helpScroll - 1);
          default -> {
            return View.IGNORED;
          }
        }
      }
      default -> {
        return View.IGNORED;
      }
    }
    return View.HANDLED;
  }

  private void show(char tab) {
    open.clear();
    open.push(roots.get(TABS.indexOf(tab)));
  }

  private void back() {
    if (open.size() > 1) {
      open.pop();
    }
  }

  private View current() {
    View view = open.peek();
    return view == null ? tasks : view;
  }

  boolean isQuitting() {
    return quit;
  }

  private void say(String text) {
    message = text;
    messageUntil = System.nanoTime() + MESSAGE_NANOS;
  }

  /// Tells the source what is shown now, if that has changed.
  private void refocus() {
    View view = current();
    TaskQuery query = tasks.query();
    boolean resources = view.openGroups().isPresent();
    Focus next = new Focus(query, view.taskId(), resources, view.openGroups().orElse(Set.of()));
    if (!next.equals(shown)) {
      shown = next;
      source.focus(next);
    }
  }

  /// Draws one frame.
  void draw(Canvas canvas, long nowNanos) {
    if (canvas.width() < LEAST_WIDTH || canvas.height() < LEAST_HEIGHT) {
      Notices.drawTooSmall(canvas, LEAST_WIDTH, LEAST_HEIGHT);
      return;
    }
    var scene = new Scene(source.snapshot(), canvas.look(), nowNanos);
    View view = current();
    int top = Frame.drawTop(canvas, scene, view.tab());
    Canvas body = canvas.part(0, top + 1, canvas.width(), canvas.height() - top - 2);
    if (help) {
      helpScroll = Notices.drawHelp(body, view.help(), source.playback().isPresent(), helpScroll);
    } else if (!scene.snapshot().hasData()) {
      Notices.drawNoData(body, scene);
    } else if (!view.needsVitrine().isEmpty()
        && scene.snapshot().service() == Snapshot.Service.TOKIO) {
      Notices.drawNotOffered(body, view.needsVitrine());
    } else if (view.openGroups().isPresent()
        && scene.snapshot().connection() instanceof Connection.Replaying) {
      Notices.drawNotRecorded(body);
    } else {
      drawView(body, view, scene);
    }
    Frame.drawHints(canvas, hints(view), nowNanos < messageUntil ? message : "");
  }

  /// A view over data of a connection that was lost says so, below what it keeps; one that was
  /// opened during a pause, of when it is; and one over a recording that has stopped, what is wrong
  /// with that.
  private static void drawView(Canvas body, View view, Scene scene) {
    if (scene.snapshot().connection() instanceof Connection.Lost lost && body.height() > 6) {
      view.draw(body.part(0, 0, body.width(), body.height() - 3), scene);
      int y = body.height() - 2;
      body.put(1, y, Cut.end(body, lost.reason() + ".", body.width() - 1), Ink.ALARM);
      body.put(1, y + 1, Cut.end(body, lost.advice(), body.width() - 1), Ink.PLAIN);
      return;
    }
    if (scene.snapshot().lateNanos() >= SECOND && body.height() > 6) {
      view.draw(body.part(0, 0, body.width(), body.height() - 2), scene);
      String when = Durations.brief(scene.snapshot().lateNanos(), scene.look().unicode()).strip();
      String said =
          "Opened " + when + " after the pause, and shown as of then. All else is as of it.";
      body.put(1, body.height() - 1, Cut.end(body, said, body.width() - 1), Ink.CAUTION);
      return;
    }
    if (scene.snapshot().connection() instanceof Connection.Replaying at
        && !at.playing()
        && !at.trouble().isEmpty()
        && body.height() > 6) {
      view.draw(body.part(0, 0, body.width(), body.height() - 2), scene);
      String why = Character.toUpperCase(at.trouble().charAt(0)) + at.trouble().substring(1) + ".";
      body.put(1, body.height() - 1, Cut.end(body, why, body.width() - 1), Ink.CAUTION);
      return;
    }
    view.draw(body, scene);
  }

  private List<View.Hint> hints(View view) {
    if (help) {
      return List.of(new View.Hint("Esc", "close"), new View.Hint("↑↓", "scroll"));
    }
    var hints = new ArrayList<>(view.hints());
    if (!view.isTyping() && source.playback().isPresent()) {
      hints.removeIf(hint -> hint.key().equals("space"));
      hints.add(0, new View.Hint("space", "play"));
      hints.add(1, new View.Hint("+ -", "speed"));
      hints.add(2, new View.Hint(", .", "1s"));
      hints.add(3, new View.Hint("[ ]", "incident"));
    }
    if (!view.isTyping()) {
      hints.add(new View.Hint("q", "quit"));
    }
    return hints;
  }
}
