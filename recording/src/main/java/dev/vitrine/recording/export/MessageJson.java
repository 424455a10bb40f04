package dev.vitrine.recording.export;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Messages as JSON: instants as ISO 8601 text, constants as words, 64-bit numbers as numbers. What
/// is 0, empty, false or absent is left out.
final class MessageJson {
  private final JsonWriter json;

  MessageJson(JsonWriter json) {
    this.json = json;
  }

  void object(Message message) throws IOException {
    json.beginObject();
    fields(message);
    json.endObject();
  }

  /// The fields, into an object that has been begun.
  void fields(Message message) throws IOException {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      json.name(field.getJsonName());
      if (field.isMapField()) {
        json.beginObject();
        for (Object pair : (List<?>) entry.getValue()) {
          var fields = (Message) pair;
          var type = fields.getDescriptorForType();
          json.name(String.valueOf(fields.getField(type.findFieldByNumber(1))));
          value(type.findFieldByNumber(2), fields.getField(type.findFieldByNumber(2)));
        }
        json.endObject();
      } else if (field.isRepeated()) {
        json.beginArray();
        for (Object one : (List<?>) entry.getValue()) {
          value(field, one);
        }
        json.endArray();
      } else {
        value(field, entry.getValue());
      }
    }
  }

  private void value(FieldDescriptor field, Object value) throws IOException {
    switch (value) {
      case Timestamp instant -> json.value(Instants.text(Instants.nanos(instant)));
      case Message message -> object(message);
      case EnumValueDescriptor constant -> json.value(words(constant));
      case Boolean flag -> json.value(flag);
      case Integer number when field.getType() == FieldDescriptor.Type.UINT32 ->
          json.value(Integer.toUnsignedLong(number));
      case Number number -> json.value(number);
      default -> json.value(value.toString());
    }
  }

  /// Such as `file or native`: without what the constants of a type begin with.
  private static String words(EnumValueDescriptor constant) {
    String prefix =
        constant.getType().getName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT)
            + "_";
    return Labels.words(constant.getName(), prefix);
  }
}
