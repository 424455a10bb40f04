package dev.vitrine.console.server.internal.aggregate;

import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.Metadata;
import dev.vitrine.console.proto.tokio.common.RegisterMetadata.NewMetadata;
import dev.vitrine.console.server.internal.read.Texts;
import dev.vitrine.console.server.internal.read.TokioResources;
import dev.vitrine.instrument.Callsite;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metadata records of tokio-console's protocol: one per place that spawns, type of resource
/// and operation. It only grows.
///
/// A watcher has to have a record before or with the first item that refers to it, so each
/// remembers how much of [#records] it was sent.
final class MetadataTable {
  private final Map<Object, Long> ids = new HashMap<>();
  private final List<NewMetadata> records = new ArrayList<>();

  private record OfCallsite(long id) {}

  private record OfResource(String type, String target) {}

  private record OfOperation(String operation, String target) {}

  List<NewMetadata> records() {
    return records;
  }

  long of(Callsite callsite) {
    Long known = ids.get(new OfCallsite(callsite.id()));
    return known != null
        ? known
        : add(
            new OfCallsite(callsite.id()),
            "runtime.spawn",
            "dev.vitrine.task",
            callsite.location());
  }

  long of(Resource resource) {
    var key = new OfResource(resource.resourceType(), target(resource));
    Long known = ids.get(key);
    return known != null ? known : add(key, "runtime.resource", key.target(), null);
  }

  long of(String operation, @Nullable Resource resource) {
    var key = new OfOperation(operation, resource == null ? "dev.vitrine" : target(resource));
    Long known = ids.get(key);
    return known != null ? known : add(key, "runtime.resource.async_op", key.target(), null);
  }

  private static String target(Resource resource) {
    return resource.getClass().getPackageName();
  }

  private long add(Object key, String name, String target, @Nullable Location place) {
    long id = records.size() + 1L;
    var metadata =
        Metadata.newBuilder()
            .setName(name)
            .setTarget(Texts.bounded(target))
            .setKind(Metadata.Kind.SPAN)
            .setLevel(Metadata.Level.TRACE);
    if (place != null && !place.file().isEmpty()) {
      metadata.setLocation(TokioResources.location(place));
    }
    records.add(
        NewMetadata.newBuilder()
            .setId(MetaId.newBuilder().setId(id))
            .setMetadata(metadata)
            .build());
    ids.put(key, id);
    return id;
  }
}
