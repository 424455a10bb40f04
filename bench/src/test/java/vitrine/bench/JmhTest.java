package vitrine.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import vitrine.bench.jmh.SpawnBenchmark;
import vitrine.bench.jmh.SyncBenchmark;
import vitrine.bench.jmh.TimeBenchmark;
import vitrine.bench.jmh.WakeBenchmark;
import vitrine.bench.workload.Workload;

final class JmhTest {
  private static final List<Class<?>> CLASSES =
      List.of(SpawnBenchmark.class, WakeBenchmark.class, SyncBenchmark.class, TimeBenchmark.class);

  @Test
  void everyWorkloadHasABenchmarkThatDividesByItsOperations() {
    var workloads = new ArrayList<Workload>();
    for (Class<?> type : CLASSES) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Benchmark.class)) {
          Workload workload = Workload.of(method.getName());
          workloads.add(workload);
          assertEquals(
              workload.full().operations(),
              method.getAnnotation(OperationsPerInvocation.class).value(),
              method.getName());
        }
      }
    }
    workloads.sort(null);
    assertEquals(List.of(Workload.values()), workloads);
  }

  @Test
  void theHarnessWasGenerated() throws IOException {
    try (var list = JmhTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
      String text = list == null ? "" : new String(list.readAllBytes(), StandardCharsets.UTF_8);
      for (Workload workload : Workload.values()) {
        assertTrue(text.contains(workload.label()), workload.label());
      }
    }
  }
}
