package vitrine.bench;

import java.util.List;
import vitrine.bench.block.Blocks;
import vitrine.bench.callback.Callbacks;
import vitrine.bench.polled.Polled;
import vitrine.bench.virtual.VirtualThreads;
import vitrine.bench.workload.Flavour;

/// The flavours by name.
public final class Flavours {
  /// Our polled tasks.
  public static final String POLLED = "polled";

  /// Our async blocks.
  public static final String BLOCK = "block";

  /// Virtual threads of the JDK.
  public static final String VIRTUAL = "virtual";

  /// Callbacks on a `ForkJoinPool`.
  public static final String CALLBACK = "callback";

  private Flavours() {}

  public static List<String> names() {
    return List.of(POLLED, BLOCK, VIRTUAL, CALLBACK);
  }

  /// A new one, with threads of its own.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public static Flavour open(String name) {
    return switch (name) {
      case POLLED -> new Polled();
      case BLOCK -> new Blocks();
      case VIRTUAL -> new VirtualThreads();
      case CALLBACK -> new Callbacks();
      default ->
          throw new IllegalArgumentException("no flavour " + name + ", there are: " + names());
    };
  }
}
