package dev.vitrine.internal.jdk;

import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;
import org.jspecify.annotations.Nullable;

/// A thread container of the JDK that keeps no threads but asks for them. Loading the class fails
/// unless the JDK exports the package of containers to us.
final class ListingContainer extends ThreadContainer implements LivingThreads.Group {
  private final String name;
  private final Supplier<Stream<Thread>> living;
  private @Nullable Object registration;

  private ListingContainer(String name, Supplier<Stream<Thread>> living) {
    super(true);
    this.name = name;
    this.living = living;
  }

  static LivingThreads.Group register(String name, Supplier<Stream<Thread>> living) {
    var container = new ListingContainer(name, living);
    container.registration = ThreadContainers.registerContainer(container);
    return container;
  }

  @Override
  public void start(Thread thread) {
    VirtualThreads.start(thread, this);
  }

  @Override
  public void close() {
    ThreadContainers.deregisterContainer(registration);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Stream<Thread> threads() {
    return living.get().filter(Thread::isAlive);
  }
}
