package vitrine.bench.watched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// That a console attaches, and that all of it is measured, at a tiny size.
@Timeout(60)
final class PublishTest {
  @ParameterizedTest
  @EnumSource(Console.Service.class)
  void whatPublishingCosts(Console.Service service) {
    var costs = Publish.measure(1000, service, 1, 1500, 0);

    assertEquals(1, costs.size());
    Publish.Cost cost = costs.getFirst();
    assertTrue(cost.firstMillis() > 0, cost::toString);
    assertTrue(cost.serverMillis() > 0, cost::toString);
    assertTrue(cost.unwatched() > 0 && cost.watched() > 0, cost::toString);
  }
}
