package dev.vitrine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.invoke.MethodHandles;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.AccessibleObject;
import org.junit.jupiter.api.Test;

/// The arrows between the packages of the runtime, and between the runtime and what it stands on.
final class ArchitectureTest {
  private static final JavaClasses RUNTIME =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.vitrine");

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(RUNTIME);
  }

  @Test
  void theJdkAtomicQueuesAndNullnessAnnotationsAreAllThatIsUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.vitrine..",
                "java..",
                "jdk..",
                "org.jctools.queues.atomic",
                "org.jspecify.annotations"))
        .check(RUNTIME);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.vitrine.internal.jdk.ListingContainer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.internal..")
        .check(RUNTIME);
  }

  @Test
  void onlyTheAdapterReachesIntoTheJdk() {
    noClasses()
        .that(resideOutsideOfPackages("dev.vitrine.internal.jdk"))
        .should()
        .callMethodWhere(opens())
        .because("what depends on the JDK's inside has to be in one place, where a test guards it")
        .check(RUNTIME);
  }

  @Test
  void theFoundationsDoNotKnowWhatStandsOnThem() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.vitrine.internal.driver..", "dev.vitrine.internal.timer..", "dev.vitrine.park..")
        .and()
        // The executor that stands on those parts when a runtime is assembled by hand.
        .doNotHaveFullyQualifiedName("dev.vitrine.park.CurrentThread")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.vitrine.internal.scheduler..", "dev.vitrine.internal.task..")
        .because("drivers know wakers, never schedulers")
        .check(RUNTIME);
    noClasses()
        .that(resideInAPackage("dev.vitrine.*..").and(resideOutsideOfPackages("dev.vitrine")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.vitrine"))
        .because("the doors stand on top of everything")
        .check(RUNTIME);
    noClasses()
        .that()
        .resideInAPackage("dev.vitrine.future")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.vitrine..").and(resideOutsideOfPackages("dev.vitrine.future")))
        .because("futures are below everything and know nothing")
        .check(RUNTIME);
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
        .because("JDK 25 may crash over it (JDK-8392031), and so may the tests")
        .check(new ClassFileImporter().importPackages("dev.vitrine"));
  }

  private static DescribedPredicate<JavaCall<?>> opens() {
    return DescribedPredicate.describe(
        "open what the JDK keeps to itself",
        call ->
            switch (call.getName()) {
              case "setAccessible", "trySetAccessible" ->
                  call.getTargetOwner().isAssignableTo(AccessibleObject.class);
              case "privateLookupIn" -> call.getTargetOwner().isEquivalentTo(MethodHandles.class);
              case "findClass" -> call.getTargetOwner().isEquivalentTo(MethodHandles.Lookup.class);
              case "forName" -> call.getTargetOwner().isEquivalentTo(Class.class);
              default -> false;
            });
  }

  /// Each package is a slice of its own; a parent package is not its children.
  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "the packages of the runtime";
    }
  }
}
