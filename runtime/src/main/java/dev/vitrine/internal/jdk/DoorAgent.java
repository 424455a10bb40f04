package dev.vitrine.internal.jdk;

import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Opens the doors that [VirtualThreads], [LivingThreads] and [Descriptors] need, when
/// `vitrine-runtime.jar` is given to the JVM as a Java agent: `-javaagent:vitrine-runtime.jar`, or
/// as the `Launcher-Agent-Class` of the jar that is started. It changes no class.
public final class DoorAgent {
  private DoorAgent() {}

  /// Called by the JVM before `main` for `-javaagent`.
  public static void premain(String arguments, Instrumentation jvm) {
    open(jvm);
  }

  /// Called by the JVM before `main` for `Launcher-Agent-Class`.
  public static void agentmain(String arguments, Instrumentation jvm) {
    open(jvm);
  }

  private static void open(Instrumentation jvm) {
    Set<Module> to = new HashSet<>();
    to.add(DoorAgent.class.getModule());
    to.add(ClassLoader.getSystemClassLoader().getUnnamedModule());
    ModuleLayer.boot().findModule("dev.vitrine.runtime").ifPresent(to::add);
    jvm.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("sun.nio.ch", to, "jdk.internal.vm", to),
        Map.of("java.lang", to),
        Set.of(),
        Map.of());
  }
}
