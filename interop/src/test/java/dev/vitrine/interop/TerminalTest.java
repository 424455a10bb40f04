package dev.vitrine.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the console does to a terminal, and how it leaves it.
@Tag("interop")
final class TerminalTest {
  private static final int NO_TERMINAL = 5;
  private static final String PROMPT = "at-the-prompt";

  private static String address = "";
  private static AutoCloseable program = () -> {};

  @BeforeAll
  static void start() {
    address = "127.0.0.1:" + Paths.freePort();
    program = Subject.start(address, "names");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @Test
  void sizesFollowTheWindow() {
    try (var console = Console.attach(120, 30, address).awaitLive()) {
      console.await("a task", screen -> screen.contains("ordinary"));
      console.terminal().resize(20, 5);
      console.await(
          "how large it must be", screen -> screen.contains("needs") && screen.contains("20x5"));
      console.terminal().resize(80, 24);
      console.await("a task", screen -> screen.contains("ordinary") && screen.contains("LIVE"));
      assertEquals(0, console.quit());
    }
  }

  /// A terminal sends both at once what it would also send for Alt-q.
  @Test
  void keyRightAfterEscapeCounts() {
    try (var console = Console.attach(120, 30, address).awaitLive()) {
      console.await("a task", screen -> screen.contains("ordinary"));
      console.press("Enter").await("a detail", screen -> screen.contains("Why it waits"));
      console.press("Escape", "w").await("workers", screen -> screen.contains("Stolen from"));
      console.press("Escape", "q");
      assertEquals(0, console.terminal().awaitExit(Vitrine.PATIENCE));
    }
  }

  @Test
  void namesWithEscapeSequencesChangeNothing() {
    try (var console = Console.attach(150, 30, address).awaitLive()) {
      var screen = console.await("the last of them", text -> text.contains("ordinary"));
      for (var name : new String[] {"title-", "clear-", "c1-", "bidi-", "lines-", "wide-"}) {
        var row = screen.lines().filter(line -> line.contains(name)).findFirst().orElse("");
        assertTrue(row.contains("-end"), screen);
      }
      assertFalse(screen.chars().anyMatch(c -> isHarmful(c) && c != '\n'), screen);
      assertFalse(console.terminal().fact("pane_title").contains("owned"));
      assertEquals(0, console.quit());
    }
    var top = Vitrine.run("top", "--once", address);
    assertTrue(top.contains("ordinary"), top);
    assertFalse(top.chars().anyMatch(c -> isHarmful(c) && c != '\n'), top);
  }

  private static boolean isHarmful(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  @Test
  void sigtermLeavesTheTerminalAsItWas() {
    try (var shell = Shell.open()) {
      String before = shell.settings();
      shell.startConsole();
      Program.signal("TERM", shell.consolePid());
      shell.awaitPrompt();
      assertEquals(before, shell.settings());
    }
  }

  @Test
  void suspendedConsoleLeavesTheTerminalAndComesBack() {
    try (var shell = Shell.open()) {
      String before = shell.settings();
      shell.startConsole();
      shell.terminal.press("C-z");
      shell.terminal.await("the shell", Vitrine.PATIENCE, screen -> screen.contains("Stopped"));
      shell.awaitPrompt();
      assertEquals(before, shell.settings());

      shell.type("fg");
      shell.awaitConsole();
      shell.terminal.press("q");
      shell.awaitPrompt();
      assertEquals(before, shell.settings());
    }
  }

  /// Only the job in the foreground is told that the size has changed.
  @Test
  void sizeFollowsTheWindowThatChangedWhileSuspended() {
    try (var shell = Shell.open()) {
      shell.startConsole();
      shell.terminal.press("C-z");
      shell.terminal.await("the shell", Vitrine.PATIENCE, screen -> screen.contains("Stopped"));
      shell.awaitPrompt();
      shell.terminal.resize(20, 5);
      shell.type("fg");
      shell.terminal.await(
          "how large it must be",
          Vitrine.PATIENCE,
          screen -> screen.contains("needs") && screen.contains("20x5"));
      shell.terminal.press("q");
      shell.awaitPrompt();
    }
  }

  @Test
  void coloursAndUnicodeCanBeDoneWithout() {
    try (var plain = Console.attach(Map.of("NO_COLOR", "1"), 120, 30, address, "--ascii")) {
      plain.awaitLive().await("a task", screen -> screen.contains("ordinary"));
      assertFalse(plain.terminal().styled().matches("(?s).*\033\\[[0-9;]*(3|4|9|10)[0-7][;m].*"));
      // Those of the names are the program's.
      var frame = plain.terminal().screen().lines().filter(line -> !line.contains("-end"));
      assertTrue(frame.allMatch(line -> line.chars().allMatch(c -> c < 0x80)));
      assertEquals(0, plain.quit());
    }
    try (var coloured = Console.attach(120, 30, address)) {
      coloured.awaitLive().await("a task", screen -> screen.contains("ordinary"));
      assertTrue(coloured.terminal().styled().matches("(?s).*\033\\[[0-9;]*(3|4|9|10)[0-7][;m].*"));
      assertEquals(0, coloured.quit());
    }
  }

  @Test
  void withoutATerminalItSaysWhatWorks() {
    try (var attach = Vitrine.start("attach", address)) {
      assertEquals(NO_TERMINAL, attach.awaitExit(Vitrine.PATIENCE), attach::describe);
      assertTrue(attach.err().contains("top --once"), attach::describe);
      assertEquals(1, attach.err().lines().count(), attach::describe);
    }
    try (var shell = Shell.open()) {
      shell.type(String.join(" ", Console.command(Map.of("TERM", "dumb"), address)) + "; echo $?-");
      shell.terminal.await(
          "why not",
          Vitrine.PATIENCE,
          screen ->
              screen.contains("TERM=dumb can not") && screen.contains("\n" + NO_TERMINAL + "-"));
    }
  }

  /// A shell with job control, which a console is started from.
  private static final class Shell implements AutoCloseable {
    private final Terminal terminal;

    private Shell(Terminal terminal) {
      this.terminal = terminal;
    }

    static Shell open() {
      var terminal =
          Terminal.open(
              120, 40, "env", "PS1=" + PROMPT + " ", "bash", "--norc", "--noprofile", "-i");
      var shell = new Shell(terminal);
      shell.awaitPrompt();
      return shell;
    }

    void type(String line) {
      terminal.press("-l", line);
      terminal.press("Enter");
    }

    void startConsole() {
      type(String.join(" ", Console.command(Map.of(), address)));
      awaitConsole();
    }

    void awaitConsole() {
      terminal.await(
          "the console",
          Vitrine.PATIENCE,
          screen -> screen.contains(" LIVE") && screen.contains("ordinary"));
      assertEquals("1", terminal.fact("alternate_on"));
    }

    /// Waits for the shell, on its own screen, with a cursor.
    void awaitPrompt() {
      terminal.await(
          "a prompt",
          Vitrine.PATIENCE,
          screen ->
              screen.strip().endsWith(PROMPT)
                  && terminal.fact("alternate_on").equals("0")
                  && terminal.fact("cursor_flag").equals("1")
                  && terminal.fact("mouse_any_flag").equals("0"));
    }

    /// The modes of the terminal.
    String settings() {
      type("clear; stty -a; echo settings-end");
      var screen =
          terminal.await("the modes", Vitrine.PATIENCE, text -> text.contains("\nsettings-end"));
      awaitPrompt();
      return screen.substring(screen.indexOf("speed "), screen.indexOf("\nsettings-end"));
    }

    /// The only JVM below the shell.
    long consolePid() {
      return ProcessHandle.of(Long.parseLong(terminal.fact("pane_pid")))
          .orElseThrow()
          .descendants()
          .filter(process -> process.info().command().orElse("").endsWith("/java"))
          .findFirst()
          .orElseThrow()
          .pid();
    }

    @Override
    public void close() {
      terminal.close();
    }
  }
}
