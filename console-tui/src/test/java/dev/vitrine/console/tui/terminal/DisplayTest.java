package dev.vitrine.console.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What the terminal's keys are taken for.
class DisplayTest {
  private final DefaultVirtualTerminal terminal =
      new DefaultVirtualTerminal(new TerminalSize(80, 24));

  @Test
  void escapeAndAKeyAtOnceAreTwoKeys() throws IOException {
    try (var display = Display.on(terminal, new Look(Theme.COLOUR, true))) {
      terminal.addInput(new KeyStroke('q', false, true));
      terminal.addInput(new KeyStroke('c', true, true));
      terminal.addInput(new KeyStroke(KeyType.Enter));

      assertEquals(Key.of(Key.Kind.ESCAPE), display.readKey());
      assertEquals(Key.letter('q'), display.readKey());
      assertEquals(Key.of(Key.Kind.ESCAPE), display.readKey());
      assertEquals(Key.ctrl('c'), display.readKey());
      assertEquals(Key.of(Key.Kind.ENTER), display.readKey());
    }
  }
}
