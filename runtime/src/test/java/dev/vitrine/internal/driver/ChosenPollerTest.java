package dev.vitrine.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.testing.OwnJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Which poller a process gets, by its flags, and that it says nothing about it.
@EnabledOnOs(OS.LINUX)
final class ChosenPollerTest {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
  private static final String EXPORT = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

  /// Says what its driver's poller reports.
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      var driver = new IoDriver();
      driver.turn(0);
      System.out.println(driver.handle().reportsEdges() ? "edges" : "levels");
      driver.close();
    }
  }

  private static String outputOf(String... flags) throws Exception {
    OwnJvm jvm = OwnJvm.withTheDoorClosed();
    for (String flag : flags) {
      jvm.flag(flag);
    }
    return jvm.run(Child.class).output().strip();
  }

  @Test
  void epollWhenBothFlagsAreGiven() throws Exception {
    assertEquals("edges", outputOf(NATIVE, EXPORT));
  }

  @Test
  void nioWithoutOneOfThemAndNoWarning() throws Exception {
    assertEquals("levels", outputOf());
    assertEquals("levels", outputOf(NATIVE));
    assertEquals("levels", outputOf(EXPORT));
  }

  @Test
  void nioWhenAskedFor() throws Exception {
    assertEquals("levels", outputOf(NATIVE, EXPORT, "-Dvitrine.io=nio"));
  }

  @Test
  void epollThatCanNotBeSaysWhy() throws Exception {
    String output = outputOf(EXPORT, "-Dvitrine.io=epoll");
    assertTrue(output.contains("add --enable-native-access"), output);
  }

  @Test
  void anotherValueIsRefused() throws Exception {
    String output = outputOf("-Dvitrine.io=kqueue");
    assertTrue(output.contains("must be auto, epoll or nio"), output);
  }
}
