package dev.vitrine.task;

/// The code of an async block that returns nothing.
///
/// @param <X> what it throws
@FunctionalInterface
public interface VoidBlock<X extends Throwable> {
  void run() throws X;
}
