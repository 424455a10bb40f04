package dev.vitrine.signal;

import dev.vitrine.instrument.Resource;
import dev.vitrine.instrument.Resources;
import dev.vitrine.internal.jdk.Signals;
import dev.vitrine.sync.Notify;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// One signal of this process and all who want to hear of it.
final class SignalSource implements Resource {
  private final long resourceId = Resources.nextId();
  private final String name;
  private final Notify next = new Notify();
  private final Set<Notify> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean installed = new AtomicBoolean();

  /// @param name without `SIG`
  SignalSource(String name) {
    this.name = name;
  }

  /// Takes the signal over, if that has not been done. Says so, once, if it will never come.
  void install() {
    if (installed.compareAndSet(false, true)) {
      try {
        if (!Signals.handle(name, this::tell)) {
          System.err.println(ignored());
        }
      } catch (RuntimeException e) {
        installed.set(false);
        throw e;
      }
    }
  }

  private String ignored() {
    return "vitrine: SIG"
        + name
        + " is ignored in this process, since before it began, and the JVM leaves it so: whoever"
        + " waits for it here waits for ever. A shell without job control does that to what it"
        + " starts with &. Start the program with `env --default-signal="
        + name
        + " java ...`, or end it with SIGTERM";
  }

  private void tell() {
    next.notifyWaiters();
    listeners.forEach(Notify::notifyOne);
  }

  /// What tells all that wait at the moment.
  Notify next() {
    return next;
  }

  /// From now on `heard` gets a notice at each signal.
  void add(Notify heard) {
    install();
    listeners.add(heard);
  }

  void remove(Notify heard) {
    listeners.remove(heard);
  }

  @Override
  public long resourceId() {
    return resourceId;
  }

  @Override
  public String resourceType() {
    return "Signal";
  }

  @Override
  public Kind resourceKind() {
    return Kind.SIGNAL;
  }

  @Override
  public Optional<String> resourceName() {
    return Optional.of("SIG" + name);
  }
}
