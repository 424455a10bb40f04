package dev.vitrine.examples.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// A class whose initialiser takes half a second. It is loaded anew each time, by a loader of its
/// own.
final class SlowClass {
  static final long LOADED_AT;

  static {
    try {
      Thread.sleep(500); // suspends nothing: a class initialiser pins the block to its worker
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    LOADED_AT = System.nanoTime();
  }

  private SlowClass() {}

  static Object loadAnother() throws ReflectiveOperationException {
    var field = new OwnLoader().loadClass(SlowClass.class.getName()).getDeclaredField("LOADED_AT");
    field.setAccessible(true);
    return field.get(null);
  }

  private static final class OwnLoader extends ClassLoader {
    OwnLoader() {
      super(SlowClass.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(SlowClass.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = SlowClass.class.getResourceAsStream("SlowClass.class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
