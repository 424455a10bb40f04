package dev.vitrine.deterministic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The class files to be rewritten, by internal name, and which of their fields are volatile.
final class ClassIndex {
  private static final class Known {
    final byte[] bytes;
    final @Nullable String superName;
    final Map<String, Boolean> fields;

    Known(byte[] bytes, @Nullable String superName, Map<String, Boolean> fields) {
      this.bytes = bytes;
      this.superName = superName;
      this.fields = fields;
    }
  }

  private final Map<String, Known> classes = new TreeMap<>();

  /// Adds what lies below `folder` of a directory or a jar; what is there already is replaced.
  void add(Path place, String folder) throws IOException {
    if (Files.isDirectory(place)) {
      addBelow(place, place.resolve(folder));
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
      addBelow(jar.getPath("/"), jar.getPath("/", folder));
    }
  }

  private void addBelow(Path root, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(
              file -> {
                String name = root.relativize(file).toString().replace('\\', '/');
                add(name.substring(0, name.length() - ".class".length()), read(file));
              });
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String name, byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    Map<String, Boolean> fields = new HashMap<>();
    for (FieldModel field : model.fields()) {
      boolean isVolatile = (field.flags().flagsMask() & ClassFile.ACC_VOLATILE) != 0;
      fields.put(field.fieldName().stringValue(), isVolatile);
    }
    String superName = model.superclass().map(entry -> entry.asInternalName()).orElse(null);
    classes.put(name, new Known(bytes, superName, fields));
  }

  boolean contains(String name) {
    return classes.containsKey(name);
  }

  byte[] bytes(String name) {
    Known known = classes.get(name);
    if (known == null) {
      throw new IllegalArgumentException("no such class: " + name);
    }
    return known.bytes;
  }

  List<String> names() {
    return List.copyOf(classes.keySet());
  }

  boolean isVolatile(String owner, String field) {
    for (Known known = classes.get(owner); known != null; known = superOf(known)) {
      Boolean declared = known.fields.get(field);
      if (declared != null) {
        return declared;
      }
    }
    return false;
  }

  /// Whether the class is `type` or inherits from it.
  boolean isA(String name, String type) {
    for (String next = name; next != null; ) {
      if (next.equals(type)) {
        return true;
      }
      Known known = classes.get(next);
      next = known == null ? null : known.superName;
    }
    return false;
  }

  private @Nullable Known superOf(Known known) {
    return known.superName == null ? null : classes.get(known.superName);
  }
}
