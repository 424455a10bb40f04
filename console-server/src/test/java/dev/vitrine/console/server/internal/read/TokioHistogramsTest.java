package dev.vitrine.console.server.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vitrine.instrument.Histogram;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TokioHistogramsTest {
  private static final String HEADER =
      "00000000000000020000000000000001000000003b9aca003ff0000000000000";

  @Test
  void nothingIsAWholeEncoding() {
    assertEquals("1c84931300000001" + HEADER + "00", bytes(new Histogram()));
  }

  @Test
  void oneNanosecondIsEncodedAsTokioConsoleDoes() {
    var ours = new Histogram();
    ours.record(1);
    assertEquals("1c84931300000002" + HEADER + "0002", bytes(ours));
  }

  @Test
  void whatExceedsASecondIsClampedAndCounted() {
    var ours = new Histogram();
    ours.record(5_000_000_000L);
    ours.record(7_000_000_000L);
    ours.record(40_000_000_000L);
    var message = TokioHistograms.of(ours);
    assertEquals(3, message.getHighOutliers());
    assertEquals(40_000_000_000L, message.getHighestOutlier());
    assertEquals(
        "1c84931300000003" + HEADER + "db2f06",
        HexFormat.of().formatHex(message.getRawHistogram().toByteArray()));
  }

  @Test
  void longestIsKeptExactlyAndNothingIsAnOutlierBelowASecond() {
    var ours = new Histogram();
    ours.record(999_999_999);
    var message = TokioHistograms.of(ours);
    assertEquals(0, message.getHighOutliers());
    assertFalse(message.hasHighestOutlier());
    var wide =
        org.HdrHistogram.Histogram.decodeFromByteBuffer(
            message.getRawHistogram().asReadOnlyByteBuffer(), 0);
    assertTrue(wide.valuesAreEquivalent(999_999_999, wide.getMaxValue()));
  }

  private static String bytes(Histogram ours) {
    return HexFormat.of().formatHex(TokioHistograms.of(ours).getRawHistogram().toByteArray());
  }
}
