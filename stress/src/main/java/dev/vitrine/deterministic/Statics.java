package dev.vitrine.deterministic;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// What the static fields of the runtime were when its classes had just been initialised, so that
/// every run begins as in a fresh JVM: with the first task's number, and without a watchdog.
final class Statics {
  /// It keeps the numbers that it gave to places, and the places keep them, too.
  private static final String KEPT = "dev.vitrine.internal.instrument.Callsites";

  private final List<Runnable> restores = new ArrayList<>();

  Statics(List<Class<?>> classes) throws IllegalAccessException {
    for (Class<?> type : classes) {
      if (type.isInterface() || type.getName().startsWith(KEPT)) {
        continue;
      }
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          note(field);
        }
      }
    }
  }

  private void note(Field field) throws IllegalAccessException {
    Object value = field.get(null);
    if (!Modifier.isFinal(field.getModifiers())) {
      restores.add(() -> set(field, value));
      return;
    }
    switch (value) {
      case AtomicLong number -> restoreLong(number);
      case AtomicInteger number -> restoreInt(number);
      case AtomicBoolean flag -> restoreFlag(flag);
      case AtomicReference<?> reference -> restoreReference(reference);
      case Collection<?> collection when isMutable(collection) -> restoreCollection(collection);
      case Map<?, ?> map when isMutable(map) -> restoreMap(map);
      case null, default -> {}
    }
  }

  private static void set(Field field, Object value) {
    try {
      field.set(null, value);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void restoreLong(AtomicLong number) {
    long then = number.get();
    restores.add(() -> number.set(then));
  }

  private void restoreInt(AtomicInteger number) {
    int then = number.get();
    restores.add(() -> number.set(then));
  }

  private void restoreFlag(AtomicBoolean flag) {
    boolean then = flag.get();
    restores.add(() -> flag.set(then));
  }

  private <T> void restoreReference(AtomicReference<T> reference) {
    T then = reference.get();
    restores.add(() -> reference.set(then));
  }

  private <T> void restoreCollection(Collection<T> collection) {
    List<T> then = List.copyOf(collection);
    restores.add(
        () -> {
          collection.clear();
          collection.addAll(then);
        });
  }

  private <K, V> void restoreMap(Map<K, V> map) {
    Map<K, V> then = Map.copyOf(map);
    restores.add(
        () -> {
          map.clear();
          map.putAll(then);
        });
  }

  /// Those of `List.of` and the like belong to classes that are not public.
  private static boolean isMutable(Object collection) {
    return Modifier.isPublic(collection.getClass().getModifiers());
  }

  void restore() {
    restores.forEach(Runnable::run);
  }
}
