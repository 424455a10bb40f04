package vitrine.bench;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/// What benchmarks and their tests may not call.
final class ArchitectureTest {
  @Test
  void noSnapshotOfThreadsIsTaken() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(type(ThreadMXBean.class)))
                .and(target(nameMatching("getThreadInfo|dumpAllThreads"))))
        .orShould()
        .callMethod(Thread.class, "getAllStackTraces")
        .because("JDK 25 may crash over it (JDK-8392031), and the figures with it")
        .check(new ClassFileImporter().importPackages("vitrine.bench"));
  }
}
