package dev.vitrine.console.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.UnixTerminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.StringTokenizer;

/// Lanterna's terminal, with its traps closed:
///
/// - one write per frame instead of one per cell;
/// - the size is asked of `stty`, because the answer to a question written into a buffer would not
///   come;
/// - characters are written as they are, surrogate pairs in one piece;
/// - Ctrl-Z and Ctrl-S arrive as keys, because stopped by the kernel the terminal would stay in our
///   state.
final class ConsoleTerminal extends UnixTerminal {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final OutputStream out;
  private boolean isPrivate;

  private ConsoleTerminal(OutputStream out, Charset charset) throws IOException {
    super(new FileInputStream(FileDescriptor.in), out, charset, CtrlCBehaviour.TRAP);
    this.out = out;
    getInputDecoder().setTimeoutUnits(1);
  }

  static ConsoleTerminal open(Charset charset) throws IOException {
    return new ConsoleTerminal(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES), charset);
  }

  @Override
  protected synchronized TerminalSize findTerminalSize() throws IOException {
    var words = new StringTokenizer(runSTTYCommand("size"));
    try {
      int rows = Integer.parseInt(words.nextToken());
      int columns = Integer.parseInt(words.nextToken());
      return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : new TerminalSize(80, 24);
    } catch (RuntimeException notNumbers) {
      return new TerminalSize(80, 24);
    }
  }

  @Override
  protected void canonicalMode(boolean enabled) throws IOException {
    super.canonicalMode(enabled);
    if (!enabled) {
      runSTTYCommand("susp", "undef", "-ixon");
    }
  }

  @Override
  public void putString(String text) throws IOException {
    synchronized (out) {
      out.write(text.getBytes(getCharset()));
    }
  }

  @Override
  public void enterPrivateMode() throws IOException {
    super.enterPrivateMode();
    isPrivate = true;
  }

  @Override
  public void exitPrivateMode() throws IOException {
    // Called twice when the end comes from two sides at once; the second time it would throw.
    if (isPrivate) {
      isPrivate = false;
      super.exitPrivateMode();
    }
    flush();
  }

  /// Back to how the terminal was found.
  void leave() throws IOException {
    exitPrivateMode();
    restoreTerminalSettings();
  }

  /// Once more what [#leave] undid.
  void comeBack() throws IOException {
    keyEchoEnabled(false);
    canonicalMode(false);
    keyStrokeSignalsEnabled(false);
    enterPrivateMode();
    flush();
  }

  /// Hands a text to the terminal's clipboard, if it takes that (OSC 52).
  void copy(String base64) throws IOException {
    synchronized (out) {
      out.write(("\u001b]52;c;" + base64 + "\u0007").getBytes(getCharset()));
      out.flush();
    }
  }
}
