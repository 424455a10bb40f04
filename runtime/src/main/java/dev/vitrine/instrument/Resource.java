package dev.vitrine.instrument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Something tasks wait for: a lock, a channel, a timer, a socket. The runtime's own types
/// implement it; a user's type may.
///
/// - **Threads:** every method may be called by any thread at any time, must not block and must not
///   throw.
public interface Resource {

  /// Unique in the process, never 0, never reused. May be given out at the first call.
  long resourceId();

  /// The type's name as a user knows it, such as `Mutex`.
  String resourceType();

  /// What sort of thing it is.
  Kind resourceKind();

  /// Where it was made, if that was found out.
  default Optional<Location> madeAt() {
    return Optional.empty();
  }

  /// When it was made, in the runtime's `nanoTime`; 0 when unknown.
  default long madeAtNanos() {
    return 0;
  }

  /// A name the user gave.
  default Optional<String> resourceName() {
    return Optional.empty();
  }

  /// The resource this one is a part of.
  default Optional<Resource> parent() {
    return Optional.empty();
  }

  /// Whether it is a part inside another resource that users do not see.
  default boolean isInternal() {
    return false;
  }

  /// Its state now.
  default List<Attribute> attributes() {
    return List.of();
  }

  /// The tasks that hold it now, by id: of a mutex the one inside. Empty when nobody does or the
  /// type can not tell.
  default long[] holderTaskIds() {
    return NOBODY;
  }

  /// Since when the (first) holder holds it, in the runtime's `nanoTime`.
  default OptionalLong heldSinceNanos() {
    return OptionalLong.empty();
  }

  /// Nobody holds it.
  long[] NOBODY = {};

  /// What sort of thing a resource is.
  enum Kind {
    TIMER("Timer"),
    SYNC("Sync"),
    CHANNEL("Channel"),
    NET("Net"),
    TASK("Task"),
    SIGNAL("Signal"),
    BLOCKING("Blocking");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
