package vitrine.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitrine.bench.harness.Job;
import vitrine.bench.workload.Crowd;
import vitrine.bench.workload.EchoClient;
import vitrine.bench.workload.Flavour;

/// What the flavours do besides workloads, at a tiny size.
@Timeout(60)
final class CrowdTest {
  @ParameterizedTest
  @ValueSource(strings = {Flavours.POLLED, Flavours.BLOCK, Flavours.VIRTUAL, Flavours.CALLBACK})
  void tasksGather(String name) {
    try (Flavour flavour = Flavours.open(name)) {
      assertTrue(flavour.gather(Crowd.EVENT, 10));
      assertTrue(flavour.gather(Crowd.ASLEEP, 10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Flavours.POLLED, Flavours.BLOCK, Flavours.VIRTUAL})
  void someOfManyAreWoken(String name) throws Exception {
    try (Flavour flavour = Flavours.open(name);
        Job job = flavour.wakesAmong(2 * Flavour.WOKEN).orElseThrow()) {
      assertEquals(Flavour.WOKEN, job.run());
      assertEquals(Flavour.WOKEN, job.run());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Flavours.POLLED, Flavours.BLOCK, Flavours.VIRTUAL})
  void messagesComeBack(String name) throws Exception {
    try (Flavour flavour = Flavours.open(name);
        var client = new EchoClient(flavour.serveEcho(0).orElseThrow(), 3)) {
      assertEquals(3, client.run());
      assertEquals(3, client.run());
    }
  }
}
