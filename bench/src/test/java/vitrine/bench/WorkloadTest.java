package vitrine.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Flavour;
import vitrine.bench.workload.Size;
import vitrine.bench.workload.Workload;

/// Every workload in every flavour, at a tiny size: so that benchmarks do not rot.
@Timeout(60)
final class WorkloadTest {
  @ParameterizedTest
  @EnumSource
  void doesAsManyOperationsAsItSays(Workload workload) throws Exception {
    Size size = workload.tiny();
    int flavours = 0;
    for (String name : Flavours.names()) {
      try (Flavour flavour = Flavours.open(name)) {
        Optional<Job> found = flavour.job(workload, size);
        if (found.isPresent()) {
          flavours++;
          try (Job job = found.get()) {
            assertEquals(size.operations(), job.run(), name);
            assertEquals(size.operations(), job.run(), name + ", the second time");
          }
        }
      }
    }
    assertTrue(flavours >= 2, "both of our flavours do everything");
  }
}
