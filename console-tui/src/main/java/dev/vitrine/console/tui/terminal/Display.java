package dev.vitrine.console.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.Screen.RefreshType;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The screen of this program. While it is open, nothing else may write to the terminal.
///
/// - **Threads:** drawing by one, [#readKey] by another, [#close] by any; also by a shutdown hook,
///   which this class installs.
public final class Display implements AutoCloseable {
  private final Screen screen;
  private final @Nullable ConsoleTerminal terminal;
  private final Look look;
  private @Nullable Thread hook;
  private @Nullable Key second; // by the thread that reads keys
  private boolean complete = true;
  private boolean closed;

  private Display(Screen screen, @Nullable ConsoleTerminal terminal, Look look) {
    this.screen = screen;
    this.terminal = terminal;
    this.look = look;
  }

  /// Takes over the terminal of this process.
  ///
  /// @throws IOException if there is none
  public static Display open(Look look) throws IOException {
    Charset charset = look.unicode() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    var terminal = ConsoleTerminal.open(charset);
    var display = new Display(new TerminalScreen(terminal), terminal, look);
    display.hook = new Thread(display::restore, "vitrine-restore-terminal");
    Runtime.getRuntime().addShutdownHook(display.hook);
    display.screen.startScreen();
    display.screen.setCursorPosition(null);
    return display;
  }

  /// A screen on a terminal that exists in memory only.
  public static Display on(Terminal virtual, Look look) throws IOException {
    var display = new Display(new TerminalScreen(virtual), null, look);
    display.screen.startScreen();
    display.screen.setCursorPosition(null);
    return display;
  }

  /// Draws a frame: everything anew into memory, and what differs from the last frame onto the
  /// terminal.
  public synchronized void draw(Consumer<Canvas> frame) {
    if (closed) {
      return;
    }
    try {
      if (screen.doResizeIfNecessary() != null) {
        complete = true;
      }
      TerminalSize size = screen.getTerminalSize();
      for (int y = 0; y < size.getRows(); y++) {
        for (int x = 0; x < size.getColumns(); x++) {
          screen.setCharacter(x, y, TextCharacter.DEFAULT_CHARACTER);
        }
      }
      frame.accept(new Canvas(screen, look, 0, 0, size.getColumns(), size.getRows()));
      screen.refresh(complete ? RefreshType.COMPLETE : RefreshType.DELTA);
      complete = false;
    } catch (IOException gone) {
      throw new UncheckedIOException("the terminal has gone", gone);
    }
  }

  /// The next frame is drawn whole, whatever is on the terminal, and in the size that it has now.
  /// By the thread that draws.
  public void repaint() {
    complete = true;
    if (terminal != null) {
      try {
        // Tells the screen if it is another one: a job that was stopped does not hear of a change.
        var _ = terminal.getTerminalSize();
      } catch (IOException gone) {
        throw new UncheckedIOException("the terminal has gone", gone);
      }
    }
  }

  /// Waits for a key. When the terminal has gone, that is a key too.
  public Key readKey() {
    Key rest = second;
    if (rest != null) {
      second = null;
      return rest;
    }
    try {
      KeyStroke stroke = screen.readInput();
      if (isEscapeAndKey(stroke)) {
        second = Key.of(new KeyStroke(stroke.getCharacter(), stroke.isCtrlDown(), false));
        return Key.of(Key.Kind.ESCAPE);
      }
      return Key.of(stroke);
    } catch (IOException | RuntimeException gone) {
      return Key.of(Key.Kind.END_OF_INPUT);
    }
  }

  /// A terminal sends Alt and a character as Escape and that character, so the two look alike. This
  /// program knows no key with Alt.
  private static boolean isEscapeAndKey(KeyStroke stroke) {
    return stroke.getKeyType() == KeyType.Character && stroke.isAltDown();
  }

  /// Puts the terminal back and stops this program and its job, as Ctrl-Z does. Returns when it
  /// goes on.
  public void suspend() {
    if (terminal == null) {
      return;
    }
    try {
      terminal.leave();
      // To the whole group, as the kernel would: a launcher that waits for us has to stop as well.
      new ProcessBuilder("sh", "-c", "kill -TSTP 0").inheritIO().start().waitFor();
      terminal.comeBack();
      repaint();
    } catch (IOException gone) {
      throw new UncheckedIOException("the terminal has gone", gone);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Hands a text to the terminal's clipboard.
  public void copy(String text) {
    if (terminal != null) {
      try {
        terminal.copy(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
      } catch (IOException gone) {
        throw new UncheckedIOException("the terminal has gone", gone);
      }
    }
  }

  /// Puts the terminal back as it was.
  @Override
  public void close() {
    restore();
    Thread installed = hook;
    if (installed != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(installed);
      } catch (IllegalStateException ending) {
        return; // the hook runs, and finds that there is nothing left to do
      }
    }
  }

  private synchronized void restore() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (terminal == null) {
        screen.stopScreen();
      } else {
        // Not screen.stopScreen(): it would wait for input that is still being read.
        terminal.resetColorAndSGR();
        terminal.setCursorVisible(true);
        terminal.leave();
      }
    } catch (IOException gone) {
      return; // there is nothing left that could be put back
    }
  }
}
