package dev.vitrine.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of messages, written field by field. Keeps its memory when it is emptied, and is there for
/// what is written too often to have an object. Not safe for threads.
public final class ProtoBytes {
  private static final int MOST_VARINT = 10;

  private byte[] bytes;
  private int size;

  /// @param capacity bytes that there is room for at first
  public ProtoBytes(int capacity) {
    bytes = new byte[capacity];
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  void add(byte one) {
    reserve(1);
    bytes[size++] = one;
  }

  void varint(long number) {
    reserve(MOST_VARINT);
    int at = size;
    while ((number & -0x80L) != 0) {
      bytes[at++] = (byte) (number | 0x80);
      number >>>= 7;
    }
    bytes[at++] = (byte) number;
    size = at;
  }

  /// A field that is a number; one of type sint64 as its zigzag.
  public void field(int field, long number) {
    varint((long) field << 3 | WireFormat.WIRETYPE_VARINT);
    varint(number);
  }

  /// A field of type fixed64.
  public void fixed64(int field, long number) {
    varint((long) field << 3 | WireFormat.WIRETYPE_FIXED64);
    reserve(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) (number >>> (8 * i));
    }
  }

  /// A field that is text.
  public void field(int field, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    length(field, encoded.length);
    add(encoded);
  }

  /// A field that is bytes, or packed numbers.
  void field(int field, ByteBuffer contents) {
    int length = contents.remaining();
    length(field, length);
    reserve(length);
    contents.get(bytes, size, length);
    size += length;
  }

  /// A field that is bytes, a message, or packed numbers.
  public void field(int field, ProtoBytes contents) {
    length(field, contents.size);
    add(contents.bytes, contents.size);
  }

  /// A field that is a message.
  void field(int field, MessageLite message) {
    int length = message.getSerializedSize();
    length(field, length);
    reserve(length);
    try {
      message.writeTo(CodedOutputStream.newInstance(bytes, size, length));
    } catch (IOException never) {
      throw new AssertionError("a message is longer than it says", never);
    }
    size += length;
  }

  /// What comes before such a field.
  void length(int field, int length) {
    varint((long) field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    varint(length);
  }

  void add(byte[] others) {
    add(others, others.length);
  }

  private void add(byte[] others, int length) {
    reserve(length);
    System.arraycopy(others, 0, bytes, size, length);
    size += length;
  }

  /// Those that are there now; to be used before there are others.
  ByteString view() {
    return UnsafeByteOperations.unsafeWrap(bytes, 0, size);
  }

  ByteString toByteString() {
    return ByteString.copyFrom(bytes, 0, size);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }
}
