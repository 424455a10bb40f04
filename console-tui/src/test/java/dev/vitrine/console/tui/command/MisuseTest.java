package dev.vitrine.console.tui.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line says to mistakes on it.
class MisuseTest {
  @TempDir private Path folder = Path.of("");

  private static Ran run(String... arguments) {
    return Ran.run(arguments);
  }

  @Test
  void whatIsLikeNoCommandGetsTheList() {
    Ran ran = run("nosuch");
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.err().contains("there is no command nosuch"), ran.err());
    assertFalse(ran.err().contains("mean"), ran.err());
    assertTrue(ran.err().contains("attach, ps, top, record, replay, export"), ran.err());
  }

  @Test
  void aSlipOfTheKeysIsCorrected() {
    assertTrue(run("exprot").err().contains("did you mean `vitrine export`?"));
    assertTrue(run("re").err().contains("did you mean `vitrine record` or `vitrine replay`?"));
    assertTrue(run("top", "--onec").err().contains("did you mean `--once`?"));
  }

  @Test
  void anOptionLikeNoOtherIsRefusedWithoutASuggestion() {
    Ran ran = run("top", "--frobnicate");
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.err().contains("vitrine top has no option --frobnicate"), ran.err());
    assertFalse(ran.err().contains("mean"), ran.err());
  }

  @Test
  void oneArgumentTooManyIsNamed() {
    Ran ran = run("ps", "all");
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.err().contains("all"), ran.err());
  }

  @Test
  void aProcessHasNoEarlierTime() {
    Ran ran = run("top", "--once", "--at", "5s", "127.0.0.1:1");
    assertEquals(ExitCode.USAGE, ran.code());
    assertTrue(ran.err().contains("--at is for a recording"), ran.err());
  }

  @Test
  void distancesAreThoseOfSlips() {
    assertEquals(0, Misuse.distance("top", "top"));
    assertEquals(1, Misuse.distance("tpo", "top"));
    assertEquals(1, Misuse.distance("exort", "export"));
    assertEquals(1, Misuse.distance("reccord", "record"));
    assertEquals(4, Misuse.distance("nosuch", "attach"));
    assertEquals(List.of(), Misuse.near("", List.of("ps", "top")));
    assertEquals(List.of(), Misuse.near("xs", List.of("ps", "top")));
    assertEquals(List.of(), Misuse.near("-x", List.of("-h", "-V")));
  }

  /// Tests have no terminal, and it is not what is to be said first.
  @Test
  void aRecordingThatIsNotThereIsSaidBeforeTheTerminal() {
    Path missing = folder.resolve("nosuch.vrec");
    Ran ran = run("replay", missing.toString());
    assertEquals(ExitCode.FILE, ran.code());
    assertEquals(
        "vitrine: " + missing + " can not be read: there is no such file or folder",
        ran.err().strip());
    assertEquals(
        "vitrine: " + folder + " is a folder, not a recording",
        run("replay", folder.toString()).err().strip());
  }

  @Test
  void aProcessThatIsNotThereIsSaidBeforeTheTerminal() {
    Ran named = run("attach", "nosuch");
    assertEquals(ExitCode.NO_CONNECTION, named.code());
    assertEquals(
        "vitrine: no process on this machine that can be watched is called \"nosuch\"; `vitrine ps` lists them",
        named.err().strip());
    Ran numbered = run("attach", "999999999");
    assertEquals(ExitCode.NO_CONNECTION, numbered.code());
    assertEquals("vitrine: there is no process 999999999", numbered.err().strip());
    assertEquals(ExitCode.USAGE, run("attach", "nosuch:port").code());
  }

  @Test
  void aPlaceIsNotAskedBeforeThereIsATerminal() {
    Ran ran = run("attach", "127.0.0.1:1");
    assertEquals(ExitCode.NO_TERMINAL, ran.code());
    assertTrue(ran.err().contains("there is no terminal"), ran.err());
  }
}
