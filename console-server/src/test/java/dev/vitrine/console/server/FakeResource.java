package dev.vitrine.console.server;

import dev.vitrine.instrument.Attribute;
import dev.vitrine.instrument.Location;
import dev.vitrine.instrument.Resource;
import java.util.List;
import java.util.Optional;

/// A resource that is what a test says.
final class FakeResource implements Resource {
  final long id;
  final String type;
  final Kind kind;
  volatile long[] holders = NOBODY;
  volatile List<Attribute> attributes = List.of();

  FakeResource(long id, String type, Kind kind) {
    this.id = id;
    this.type = type;
    this.kind = kind;
  }

  @Override
  public long resourceId() {
    return id;
  }

  @Override
  public String resourceType() {
    return type;
  }

  @Override
  public Kind resourceKind() {
    return kind;
  }

  @Override
  public Optional<Location> madeAt() {
    return Optional.of(new Location("com/acme/Store.java", 30, "com.acme.Store", null));
  }

  @Override
  public Optional<String> resourceName() {
    return Optional.of("index");
  }

  @Override
  public List<Attribute> attributes() {
    return attributes;
  }

  @Override
  public long[] holderTaskIds() {
    return holders;
  }
}
