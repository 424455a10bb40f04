package dev.vitrine.deterministic;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/// Loads the runtime and the scenarios anew, rewritten, and initialises all of it: a class that is
/// initialised in the middle of a run would be so in one run only.
///
/// What it shares with the class path is the JDK, the simulation, and the door to virtual threads.
final class RewritingLoader extends ClassLoader {
  /// What a simulated runtime has no use for, or what would start threads of its own.
  private static final List<String> NOT_INITIALISED =
      List.of("dev.vitrine.signal.", "dev.vitrine.net.", "dev.vitrine.internal.driver.");

  private final ClassIndex index = new ClassIndex();
  private final Rewriter rewriter;

  static {
    registerAsParallelCapable();
  }

  /// @param overlays directories whose classes take the place of the runtime's
  RewritingLoader(List<Path> overlays) throws IOException {
    super("rewritten", RewritingLoader.class.getClassLoader());
    index.add(placeOf(dev.vitrine.AsyncRuntime.class), "dev/vitrine");
    index.add(placeOf(org.jctools.queues.MessagePassingQueue.class), "org/jctools/queues");
    index.add(placeOf(RewritingLoader.class), "dev/vitrine/deterministic/scenario");
    for (Path overlay : overlays) {
      index.add(overlay, "dev/vitrine");
    }
    rewriter = new Rewriter(index, RewritingLoader.class.getClassLoader());
  }

  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    String internal = name.replace('.', '/');
    if (!Rewriter.isOurs(internal) || !index.contains(internal)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = rewriter.rewrite(internal);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  /// Loads and initialises all classes.
  ///
  /// @return those of the runtime
  List<Class<?>> initialiseAll() throws ClassNotFoundException {
    var all = new java.util.ArrayList<Class<?>>();
    for (String internal : index.names()) {
      String name = internal.replace('/', '.');
      if (Rewriter.isOurs(internal)
          && !name.startsWith("org.")
          && !name.endsWith("-info")
          && NOT_INITIALISED.stream().noneMatch(name::startsWith)) {
        all.add(Class.forName(name, true, this));
      }
    }
    return all;
  }
}
