package dev.vitrine.console.client.model;

import dev.vitrine.console.proto.tokio.common.Field;
import dev.vitrine.console.proto.tokio.common.MetaId;
import dev.vitrine.console.proto.tokio.common.Metadata;
import dev.vitrine.console.proto.tokio.common.RegisterMetadata;
import dev.vitrine.console.proto.v1.Attribute;
import dev.vitrine.console.proto.v1.Location;
import java.util.HashMap;
import java.util.Map;

/// The metadata records of one server, and what fields mean with their help.
final class TokioMetadata {
  private final Map<Long, Metadata> records = new HashMap<>();

  void add(RegisterMetadata added) {
    added.getMetadataList().forEach(one -> records.put(one.getId().getId(), one.getMetadata()));
  }

  /// The subsystem a record belongs to; empty when the record is not known.
  String target(MetaId id) {
    Metadata record = records.get(id.getId());
    return record == null ? "" : record.getTarget();
  }

  /// The key of a field; empty when it has none that can be found.
  String nameOf(Field field) {
    return switch (field.getNameCase()) {
      case STR_NAME -> field.getStrName();
      case NAME_IDX -> {
        Metadata record = records.get(field.getMetadataId().getId());
        if (record == null
            || Long.compareUnsigned(field.getNameIdx(), record.getFieldNamesCount()) >= 0) {
          yield "";
        }
        yield record.getFieldNames((int) field.getNameIdx());
      }
      case NAME_NOT_SET -> "";
    };
  }

  static String text(Field field) {
    return switch (field.getValueCase()) {
      case DEBUG_VAL -> field.getDebugVal();
      case STR_VAL -> field.getStrVal();
      case U64_VAL -> Long.toUnsignedString(field.getU64Val());
      case I64_VAL -> Long.toString(field.getI64Val());
      case BOOL_VAL -> Boolean.toString(field.getBoolVal());
      case VALUE_NOT_SET -> "";
    };
  }

  static Attribute attribute(String name, Field field) {
    var attribute = Attribute.newBuilder().setName(name);
    return switch (field.getValueCase()) {
      case U64_VAL -> attribute.setNumber(field.getU64Val()).build();
      case I64_VAL -> attribute.setNumber(field.getI64Val()).build();
      case BOOL_VAL -> attribute.setFlag(field.getBoolVal()).build();
      case DEBUG_VAL, STR_VAL, VALUE_NOT_SET -> attribute.setText(text(field)).build();
    };
  }

  /// A Rust program's paths into its package cache are as good as noise up to the package's name.
  static Location location(dev.vitrine.console.proto.tokio.common.Location place) {
    String file = place.hasModulePath() ? place.getModulePath() : place.getFile();
    int cargo = file.indexOf("/registry/src/");
    if (cargo >= 0) {
      int after = file.indexOf('/', cargo + "/registry/src/".length());
      file = after < 0 ? file : "<cargo>" + file.substring(after);
    }
    return Location.newBuilder().setFile(file).setLine(place.getLine()).build();
  }
}
