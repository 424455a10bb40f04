package dev.vitrine.recording.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of one protobuf message, field by field; used again for the next one.
final class ProtoBuffer {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;

  private byte[] bytes = new byte[64];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void number(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
  }

  void fixed64(int field, long value) {
    varint(((long) field << 3) | FIXED64);
    room(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void text(int field, String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    varint(((long) field << 3) | LENGTH);
    varint(encoded.length);
    append(encoded, encoded.length);
  }

  void message(int field, ProtoBuffer value) {
    varint(((long) field << 3) | LENGTH);
    varint(value.size);
    append(value.bytes, value.size);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  private void append(byte[] value, int length) {
    room(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  private void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
