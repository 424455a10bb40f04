package dev.vitrine.console.tui.command;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What a command has ended with, and said on standard error.
record Ran(int code, String err) {
  static Ran run(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    var err = new ByteArrayOutputStream();
    try (var said = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setOut(new PrintStream(OutputStream.nullOutputStream()));
      System.setErr(said);
      int code = Main.run(arguments);
      return new Ran(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
