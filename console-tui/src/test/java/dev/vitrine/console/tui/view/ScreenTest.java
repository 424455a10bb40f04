package dev.vitrine.console.tui.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import dev.vitrine.console.client.model.Connection;
import dev.vitrine.console.client.model.Focus;
import dev.vitrine.console.client.model.Snapshot;
import dev.vitrine.console.tui.terminal.Display;
import dev.vitrine.console.tui.terminal.Key;
import dev.vitrine.console.tui.terminal.Look;
import dev.vitrine.console.tui.terminal.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is drawn, as text, on a terminal in memory.
class ScreenTest {
  private static final long NOW = 1_000_000_000_000L;

  static {
    // Incidents are shown by the clock on the wall.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  /// A source that stands still and remembers what it was asked.
  private static final class Still implements Source {
    Snapshot snapshot;
    final List<Focus> asked = new ArrayList<>();
    int retries;
    boolean paused;

    Still(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public Snapshot snapshot() {
      return snapshot;
    }

    @Override
    public void focus(Focus focus) {
      asked.add(focus);
    }

    @Override
    public void pause(boolean on) {
      paused = on;
    }

    @Override
    public void retryNow() {
      retries++;
    }
  }

  private static final class Screen {
    final Still source;
    final App app;
    final DefaultVirtualTerminal terminal;
    final Display display;

    Screen(Snapshot snapshot, int width, int height, boolean unicode) throws IOException {
      source = new Still(snapshot);
      app = new App(source);
      terminal = new DefaultVirtualTerminal(new TerminalSize(width, height));
      display = Display.on(terminal, new Look(Theme.COLOUR, unicode));
    }

    Screen press(Object... keys) {
      for (Object key : keys) {
        switch (key) {
          case String letters -> letters.chars().forEach(c -> app.handle(Key.letter((char) c)));
          case Key.Kind kind -> app.handle(Key.of(kind));
          default -> throw new IllegalArgumentException("no key: " + key);
        }
        app.settle();
      }
      return this;
    }

    String text() {
      display.draw(canvas -> app.draw(canvas, NOW));
      var size = terminal.getTerminalSize();
      var lines = new ArrayList<String>();
      for (int y = 0; y < size.getRows(); y++) {
        var line = new StringBuilder();
        for (int x = 0; x < size.getColumns(); x++) {
          line.append(terminal.getCharacter(x, y).getCharacterString());
        }
        lines.add(line.toString().stripTrailing());
      }
      return lines.stream().collect(Collectors.joining("\n")).stripTrailing();
    }

    String line(int y) {
      return text().lines().skip(y).findFirst().orElse("");
    }
  }

  private static Screen wide() throws IOException {
    return new Screen(Pictures.echo(NOW), 120, 40, true);
  }

  @Test
  void theListOfTasksAt120Columns() throws IOException {
    assertEquals(Pictures.expected("tasks-120x40"), wide().text());
  }

  @Test
  void theListOfTasksAt80Columns() throws IOException {
    assertEquals(
        Pictures.expected("tasks-80x24"), new Screen(Pictures.echo(NOW), 80, 24, true).text());
  }

  @Test
  void theListOfTasksAt60Columns() throws IOException {
    assertEquals(
        Pictures.expected("tasks-60x15"), new Screen(Pictures.echo(NOW), 60, 15, true).text());
  }

  @Test
  void aTerminalOf20By5IsToldTheSizeThatIsNeeded() throws IOException {
    String text = new Screen(Pictures.echo(NOW), 20, 5, true).text();
    assertEquals("vitrine needs 40x10,\nthis is 20x5", text);
  }

  @Test
  void nothingBeyondAsciiIsDrawnWhereItWouldNotBeUnderstood() throws IOException {
    var screen = new Screen(Pictures.echo(NOW), 120, 40, false);
    for (String view : List.of("t", "w", "b", "r", "c", "!", "?")) {
      String text = screen.press(view).text();
      assertTrue(text.chars().allMatch(c -> c < 0x7f), text);
    }
  }

  /// Seen failing at 60 columns, where the help was cut at the right.
  @Test
  void theHelpIsWholeAtEverySize() throws IOException {
    for (int[] size : new int[][] {{120, 40}, {80, 24}, {60, 20}, {40, 10}}) {
      var screen = new Screen(Pictures.echo(NOW), size[0], size[1], true).press("?");
      var words = new StringBuilder();
      for (int scrolled = 0; scrolled < 60; scrolled++) {
        words.append(screen.text()).append('\n');
        screen.press(Key.Kind.DOWN);
      }
      for (String word :
          List.of("further", "references", "parent:8", "lints", "live", "scroll", "finished")) {
        assertTrue(words.indexOf(word) >= 0, size[0] + " columns, no " + word + ":\n" + words);
      }
    }
  }

  /// Seen failing when the arrow counted on beyond the last line.
  @Test
  void theHelpScrollsBackAtOnce() throws IOException {
    var screen = new Screen(Pictures.echo(NOW), 60, 20, true).press("?");
    for (int i = 0; i < 100; i++) {
      screen.press(Key.Kind.DOWN).text();
    }
    String last = screen.text();
    assertFalse(last.equals(screen.press(Key.Kind.UP).text()), last);
  }

  @Test
  void aTaskInFull() throws IOException {
    var screen = wide();
    screen.text();
    screen.press(Key.Kind.DOWN, Key.Kind.DOWN, Key.Kind.ENTER);
    assertEquals(8, screen.source.asked.getLast().taskId());
    screen.source.snapshot = Pictures.withDetail(screen.source.snapshot);
    assertEquals(Pictures.expected("detail-120x40"), screen.text());
  }

  @Test
  void allHoldersAreShownAndACircleIsAnAlarm() throws IOException {
    var screen = wide();
    screen.text();
    screen.press(Key.Kind.DOWN, Key.Kind.DOWN, Key.Kind.ENTER);
    screen.source.snapshot = Pictures.withCircle(Pictures.withDetail(screen.source.snapshot));
    String text = screen.text();
    assertTrue(
        text.contains("  held by task 31 index-rebuild")
            && text.contains("    which waits for Mutex \"index\"")
            && text.contains("    ▲ a circle: task 8 cache-writer")
            && text.contains("  held by task 44 flush-1")
            && text.contains("    which is running"),
        text);
    assertFalse(text.contains("none of them will ever go on"), text);
  }

  @Test
  void kindsOfBlockingAreNeverCut() throws IOException {
    for (int width : new int[] {60, 80, 100, 120, 160}) {
      String text = new Screen(Pictures.echo(NOW), width, 40, true).press("b").text();
      assertTrue(text.contains("file or native call"), text);
    }
  }

  @Test
  void workersBlockingResourcesAndCallsites() throws IOException {
    assertEquals(Pictures.expected("workers-120x40"), wide().press("w").text());
    assertEquals(Pictures.expected("blocking-120x40"), wide().press("b").text());
    assertEquals(Pictures.expected("resources-120x40"), wide().press("r").text());
    assertEquals(Pictures.expected("callsites-120x40"), wide().press("c").text());
  }

  @Test
  void aResourceIsNotSaidToBeGoneBeforeItsGroupHasArrived() throws IOException {
    var screen = wide().press("r");
    Snapshot answered = screen.source.snapshot;
    screen.text();
    screen.press(Key.Kind.ENTER);
    assertTrue(screen.text().contains("Operations that wait"), screen.text());
    screen.source.snapshot = Pictures.allClosed(answered);
    assertTrue(screen.text().contains("Waiting for the first answer."), screen.text());
  }

  @Test
  void anIncidentShowsItsStacksAndWhatToDo() throws IOException {
    var screen = wide().press("b");
    screen.text();
    assertEquals(Pictures.expected("incident-120x40"), screen.press(Key.Kind.ENTER).text());
  }

  @Test
  void everyViewFitsEverySize() throws IOException {
    for (int[] size : new int[][] {{120, 40}, {80, 24}, {60, 15}, {40, 10}, {20, 5}, {1, 1}}) {
      var screen = new Screen(Pictures.withDetail(Pictures.echo(NOW)), size[0], size[1], true);
      for (String view : List.of("t", "w", "b", "r", "c", "!")) {
        screen.press(view).text();
        screen.press(Key.Kind.ENTER).text();
        screen.press("?").text();
        screen.press("?", Key.Kind.ESCAPE).text();
      }
    }
  }

  @Test
  void theSelectionFollowsTheTaskWhenRowsMove() throws IOException {
    var screen = wide();
    screen.text();
    screen.press(Key.Kind.DOWN);
    screen.text();
    screen.source.snapshot = Pictures.turnedRound(screen.source.snapshot);
    screen.text();
    screen.press(Key.Kind.ENTER);
    assertEquals(12, screen.source.asked.getLast().taskId());
  }

  @Test
  void aFilterIsTypedSentAndTakenAway() throws IOException {
    var screen = wide();
    screen.press("/", "conn q");
    assertEquals(2, screen.source.asked.getLast().query().getTermsCount());
    assertTrue(screen.line(5).startsWith(" / conn q"), screen.text());
    assertTrue(screen.line(5).endsWith("4 of 4,031"), screen.text());
    screen.press(" /[");
    assertTrue(screen.line(5).contains("regex: missing closing ]"), screen.line(5));
    screen.press(Key.Kind.ESCAPE);
    assertEquals(0, screen.source.asked.getLast().query().getTermsCount());
    assertFalse(screen.app.isQuitting(), "q was typed into the filter");
  }

  @Test
  void sortingAsksTheServer() throws IOException {
    var screen = wide();
    screen.text();
    screen.press(Key.Kind.RIGHT, "i");
    var query = screen.source.asked.getLast().query();
    assertEquals("TASK_COLUMN_SCHEDULED", query.getSortBy().name());
    assertFalse(query.getDescending());
    assertTrue(screen.text().contains("Sched▴"), screen.text());
  }

  /// Lets a program with so many tasks answer what was asked last, until nothing else is asked.
  private static String answered(Screen screen, int tasks) throws IOException {
    Focus asked;
    String text;
    do {
      asked = screen.source.asked.getLast();
      screen.source.snapshot = Pictures.many(NOW, tasks, asked.query());
      text = screen.text();
      screen.app.settle();
    } while (!screen.source.asked.getLast().equals(asked));
    return text;
  }

  private static Screen longList(int tasks) throws IOException {
    var screen = new Screen(Pictures.many(NOW, tasks, App.firstFocus().query()), 120, 40, true);
    // By number, so that it is known which are the ends.
    screen.text();
    screen.press(Key.Kind.LEFT, Key.Kind.LEFT, Key.Kind.LEFT, "i");
    assertTrue(answered(screen, tasks).contains(" 1 of 3,500"), screen.text());
    return screen;
  }

  @Test
  void theEndsOfAListThatIsLongerThanWhatIsFetchedAreReached() throws IOException {
    for (Object toEnd : List.of("G", Key.Kind.END, "k")) {
      for (Object toTop : List.of("gg", Key.Kind.HOME, "j")) {
        var screen = longList(3_500);
        screen.press(toEnd);
        assertTrue(screen.text().contains("1,000 of 3,500"), "nothing has been answered");
        // Meanwhile the list has become longer.
        String text = answered(screen, 3_600);
        assertTrue(text.contains(" 3,600 of 3,600"), text);
        assertTrue(text.contains("task-3600"), text);
        assertEquals(3_600, screen.source.asked.getLast().query().getAroundTaskId());
        // The selection goes with its task.
        assertTrue(answered(screen, 3_700).contains(" 3,600 of 3,700"), screen.text());
        answered(screen, 3_600);

        screen.press(toTop);
        text = answered(screen, 3_600);
        assertTrue(text.contains(" 1 of 3,600"), text);
        assertTrue(text.contains("task-1 "), text);
        assertEquals(0, screen.source.asked.getLast().query().getOffset());
        assertEquals(0, screen.source.asked.getLast().query().getAroundTaskId());
      }
    }
  }

  @Test
  void aCallsiteLeadsToItsTasks() throws IOException {
    var screen = wide().press("c");
    screen.text();
    screen.press(Key.Kind.ENTER);
    assertEquals(3, screen.source.asked.getLast().query().getTerms(0).getCallsiteId());
  }

  @Test
  void namesCanNotReachTheTerminalAsCommands() throws IOException {
    String text =
        new Screen(Pictures.named(NOW, "evil\u001b[2J\u0007\u202e\u0000name"), 120, 40, true)
            .text();
    assertTrue(text.contains("evil·[2J···name"), text);
  }

  @Test
  void noServerSaysWhatToDoAndAKeyTriesAgain() throws IOException {
    var lost =
        new Connection.Lost(
            Connection.Trouble.UNREACHABLE,
            "nobody listens on 127.0.0.1:6669",
            "Start the program with -Dvitrine.console=auto.",
            false,
            2,
            NOW - 1,
            NOW + 3_000_000_000L);
    var screen = new Screen(Snapshot.empty("127.0.0.1:6669", lost), 80, 24, true);
    String text = screen.text();
    assertTrue(text.contains("Nobody listens on 127.0.0.1:6669."), text);
    assertTrue(text.contains("-Dvitrine.console=auto"), text);
    assertTrue(text.contains("NO CONNECTION, retry in 3s"), text);
    assertTrue(text.contains("2 tries have failed"), text);
    screen.press("x");
    assertEquals(1, screen.source.retries);
  }

  @Test
  void lostDataIsKeptAndItsAgeShown() throws IOException {
    var lost =
        new Connection.Lost(
            Connection.Trouble.GONE,
            "the connection ended",
            "Data is kept.",
            true,
            1,
            NOW,
            NOW + 500_000_000L);
    String text =
        new Screen(Pictures.with(Pictures.echo(NOW - 4_000_000_000L), lost), 120, 40, true).text();
    assertTrue(text.contains("LOST 4s ago"), text);
    assertTrue(text.contains("reader-7"), text);
    assertTrue(text.contains("the connection ended.\n Data is kept."), text);
  }

  @Test
  void aPauseIsLoudAndOfThisConsole() throws IOException {
    var screen = wide().press(" ");
    assertTrue(screen.source.paused);
    screen.source.snapshot = Pictures.paused(screen.source.snapshot, NOW - 12_000_000_000L);
    assertTrue(screen.line(0).contains("‖ PAUSED 12s ago"), screen.line(0));
  }

  @Test
  void whatIsOpenedDuringAPauseSaysOfWhenItIs() throws IOException {
    var screen = wide().press("r");
    Snapshot paused = Pictures.paused(screen.source.snapshot, NOW - 12_000_000_000L);
    screen.source.snapshot = paused;
    assertFalse(screen.text().contains("after the pause"), screen.text());
    screen.source.snapshot = Pictures.late(paused, 8_000_000_000L);
    assertEquals(
        " Opened 8s after the pause, and shown as of then. All else is as of it.", screen.line(38));
  }

  @Test
  void aRustProgramSaysWhichViewsItCanNotFeed() throws IOException {
    var screen = new Screen(Pictures.rust(NOW), 80, 24, true);
    assertTrue(screen.text().contains("Rust program"), screen.text());
    assertTrue(screen.press("w").text().contains("which has no workers"), screen.text());
    assertTrue(screen.press("b").text().contains("which has no incidents"), screen.text());
  }

  @Test
  void quittingWorksEverywhere() throws IOException {
    assertTrue(wide().press("q").app.isQuitting());
    assertTrue(wide().press("?", "q").app.isQuitting());
    var ctrl = wide().press("/");
    ctrl.app.handle(Key.ctrl('c'));
    assertTrue(ctrl.app.isQuitting());
  }

  @Test
  void aRecordingSaysWhereItIs() throws IOException {
    var at = new Connection.Replaying(12_400_000_000L, 60_000_000_000L, 1, true, "");
    var screen = new Screen(Pictures.echo(NOW).withConnection(at), 120, 40, true);
    assertTrue(screen.line(0).contains("▷ REPLAY 00:12/01:00  ?"), screen.line(0));
    var slow =
        new Connection.Replaying(
            3_600_000_000_000L, 3_725_000_000_000L, 0.25, false, "it ends too early");
    screen = new Screen(Pictures.echo(NOW).withConnection(slow), 120, 40, true);
    assertTrue(screen.line(0).contains("‖ REPLAY 1:00:00/1:02:05 1/4× CUT"), screen.line(0));
    assertEquals(" It ends too early.", screen.line(38));
    assertTrue(screen.press("r").text().contains("A recording has no list of resources."));
  }
}
