package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.resources.Resource;
import dev.vitrine.console.proto.tokio.resources.Stats;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.ResourceRef;
import java.util.List;

/// A resource that the service of tokio-console told of. Replaced as a whole when its figures
/// change.
///
/// @param kind `Timer`, or the text the server gave
/// @param parentId 0 when it stands alone
record TokioResource(
    ResourceRef ref, String kind, String target, long parentId, boolean isInternal, Stats stats) {

  static TokioResource of(Resource resource, TokioMetadata metadata, Stats stats) {
    var kind = resource.getKind();
    return new TokioResource(
        ResourceRef.newBuilder()
            .setId(resource.getId().getId())
            .setType(resource.getConcreteType())
            .setMadeAt(TokioMetadata.location(resource.getLocation()))
            .build(),
        kind.hasKnown() ? "Timer" : kind.getOther(),
        metadata.target(resource.getMetadata()),
        resource.getParentResourceId().getId(),
        resource.getIsInternal(),
        stats);
  }

  TokioResource with(Stats newer) {
    return new TokioResource(ref, kind, target, parentId, isInternal, newer);
  }

  static List<Attribute> attributes(
      List<dev.vitrine.console.proto.tokio.common.Attribute> attributes) {
    return attributes.stream()
        .filter(one -> one.hasField() && one.getField().hasStrName())
        .map(
            one ->
                TokioMetadata.attribute(one.getField().getStrName(), one.getField()).toBuilder()
                    .setUnit(one.getUnit())
                    .build())
        .toList();
  }
}
