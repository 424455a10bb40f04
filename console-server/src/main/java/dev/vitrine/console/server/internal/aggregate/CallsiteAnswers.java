package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.v1.CallsitesUpdate;
import dev.vitrine.console.server.internal.read.Callsites;
import dev.vitrine.instrument.Callsite;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Places that spawn: first all, then those of which a figure has changed.
final class CallsiteAnswers implements Feed.Answers<CallsitesUpdate> {
  private static final int MOST_BYTES = 3 << 20;

  private final Aggregator aggregator;
  private final Map<Long, Long> sent = new HashMap<>();

  CallsiteAnswers(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  @Override
  public Optional<CallsitesUpdate> next() {
    Map<Long, Long> longestIdle = aggregator.census().longestIdle();
    var update = CallsitesUpdate.newBuilder();
    int bytes = 0;
    for (Callsite one : aggregator.source().callsites()) {
      if (bytes > MOST_BYTES) {
        break; // the rest has not been sent, so it comes with the next message
      }
      long idle = longestIdle.getOrDefault(one.id(), 0L);
      long print = Callsites.fingerprint(one) * 31 + idle;
      Long before = sent.put(one.id(), print);
      if (before == null || before != print) {
        var message = Callsites.message(one, idle, aggregator.isExact());
        bytes += message.getSerializedSize();
        update.addCallsites(message);
      }
    }
    return Optional.of(update.setStamp(aggregator.stamp()).build());
  }
}
