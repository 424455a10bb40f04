package dev.vitrine.console.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/// The arrows between the packages of the server, and its one door to the runtime.
final class ArchitectureTest {
  private static final String SERVER = "dev.vitrine.console.server..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.vitrine.console.server");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.vitrine.console.server.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.vitrine.console.server.internal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.vitrine.console.server")
        .check(CLASSES);
  }

  @Test
  void theRuntimeIsReadThroughOneDoor() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.vitrine..")
                .and(
                    resideOutsideOfPackages(
                        SERVER,
                        "dev.vitrine.console.proto..",
                        "dev.vitrine.console.search",
                        "dev.vitrine.recording",
                        "dev.vitrine.instrument",
                        "dev.vitrine"))
                .as("are the runtime's, beyond what it shows to consoles and its builder"))
        .check(CLASSES);
  }

  @Test
  void onlyTheServiceAndTheServerKnowWhatCarriesThem() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.vitrine.console.server.internal.read..",
            "dev.vitrine.console.server.internal.query..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "java.net..")
        .because("what is read does not depend on who asks for it")
        .check(CLASSES);
  }

  @Test
  void noSnapshotOfThreadsIsTaken() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(type(ThreadMXBean.class)))
                .and(target(nameMatching("getThreadInfo|dumpAllThreads"))))
        .orShould()
        .callMethod(Thread.class, "getAllStackTraces")
        .because("JDK 25 may crash over it, and with it the program that is watched (JDK-8392031)")
        .check(new ClassFileImporter().importPackages("dev.vitrine.console.server"));
  }
}
