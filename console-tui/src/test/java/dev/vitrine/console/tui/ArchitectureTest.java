package dev.vitrine.console.tui;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows between the packages of the console: `view` → `widget` → `terminal`, and `command`
/// above them.
final class ArchitectureTest {
  private static final String COMMAND = "dev.vitrine.console.tui.command..";
  private static final String VIEW = "dev.vitrine.console.tui.view..";
  private static final String WIDGET = "dev.vitrine.console.tui.widget..";
  private static final String TERMINAL = "dev.vitrine.console.tui.terminal..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.vitrine.console.tui");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.vitrine.console.tui.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void arrowsPointDown() {
    mustNotKnow(TERMINAL, WIDGET, VIEW, COMMAND);
    mustNotKnow(WIDGET, VIEW, COMMAND);
    mustNotKnow(VIEW, COMMAND);
  }

  @Test
  void onlyWidgetAndTerminalKnowLanterna() {
    noClasses()
        .that(resideOutsideOfPackages(WIDGET, TERMINAL))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.googlecode.lanterna..")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsKnowTheCommandLine() {
    noClasses()
        .that(resideOutsideOfPackages(COMMAND))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void aViewNeverFetches() {
    noClasses()
        .that()
        .resideInAnyPackage(VIEW, WIDGET, TERMINAL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.vitrine.console.client.connect..",
            "dev.vitrine.console.client.record..",
            "dev.vitrine.console.client.replay..",
            "dev.vitrine.recording..",
            "io.grpc..",
            "java.net..")
        .check(CLASSES);
  }

  @Test
  void theRuntimeIsNotKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.vitrine..")
                .and(
                    resideOutsideOfPackages(
                        "dev.vitrine.console.tui..",
                        "dev.vitrine.console.client..",
                        "dev.vitrine.console.proto..",
                        "dev.vitrine.recording.."))
                .as("are ours and neither the console's nor its client's nor the recordings'"))
        .check(CLASSES);
  }

  private static void mustNotKnow(String lower, String... upper) {
    noClasses()
        .that()
        .resideInAPackage(lower)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(upper)
        .check(CLASSES);
  }
}
