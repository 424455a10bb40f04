package dev.vitrine.internal.driver;

import java.lang.foreign.MemorySegment;

/// Where the system calls of a thread leave the number of their error: one for each thread, as it
/// is written by every call and read before the next.
public final class CallError {
  final MemorySegment segment = Linux.errorNumber();

  public CallError() {}

  /// The number that the last call has left.
  int number() {
    return Linux.numberIn(segment);
  }
}
