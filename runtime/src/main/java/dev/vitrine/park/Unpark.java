package dev.vitrine.park;

/// Ends the wait of a [Park]. May be called from any thread, before, during or after the wait;
/// never blocks, never throws.
@FunctionalInterface
public interface Unpark {
  void unpark();
}
