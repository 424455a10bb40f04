package dev.vitrine.console.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows between the packages of the client: connections feed the model, the model knows
/// neither them nor the terminal.
final class ArchitectureTest {
  private static final String CLIENT = "dev.vitrine.console.client..";
  private static final String MODEL = "dev.vitrine.console.client.model..";
  private static final String LINT = "dev.vitrine.console.client.lint..";
  private static final String TEXT = "dev.vitrine.console.client.text..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.vitrine.console.client");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.vitrine.console.client.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void neitherTheRuntimeNorTheTerminalIsKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.vitrine..")
                .and(
                    resideOutsideOfPackages(
                        CLIENT,
                        "dev.vitrine.console.proto..",
                        "dev.vitrine.console.search..",
                        "dev.vitrine.recording.."))
                .as(
                    "are ours and neither the client's nor the protocol's nor shared with the service"))
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.googlecode.lanterna..", "picocli..", "java.awt..", "javax.swing..")
        .check(CLASSES);
  }

  @Test
  void theModelAndItsJudgesDoNotConnect() {
    noClasses()
        .that()
        .resideInAnyPackage(MODEL, LINT, TEXT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "io.grpc..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(MODEL)
        .should()
        .dependOnClassesThat(
            resideInAPackage(CLIENT)
                .and(resideOutsideOfPackages(MODEL, TEXT))
                .as("are the client's, beyond the model and the text it is shown in"))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(TEXT)
        .should()
        .dependOnClassesThat(
            resideInAPackage(CLIENT)
                .and(resideOutsideOfPackage(TEXT))
                .as("are the client's, beyond the text itself"))
        .check(CLASSES);
  }
}
