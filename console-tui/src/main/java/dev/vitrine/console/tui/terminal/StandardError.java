package dev.vitrine.console.tui.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// What standard error is connected to. The JDK tells it of standard input and output only.
public final class StandardError {
  private static final int DESCRIPTOR = 2;

  private StandardError() {}

  /// Whether somebody looks at it: a terminal, where a line can be drawn over.
  @SuppressWarnings("restricted") // isatty takes a number and gives one: no memory is touched
  public static boolean isTerminal() {
    var linker = Linker.nativeLinker();
    var isatty = linker.defaultLookup().find("isatty");
    if (isatty.isEmpty()) {
      return false;
    }
    var call =
        linker.downcallHandle(
            isatty.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      return (int) call.invokeExact(DESCRIPTOR) == 1;
    } catch (Throwable neverThrown) {
      throw new AssertionError(neverThrown);
    }
  }
}
