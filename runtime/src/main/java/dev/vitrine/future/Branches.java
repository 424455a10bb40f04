package dev.vitrine.future;

import java.util.List;

/// An operation that polls others inside the same task, such as `join`, `select` or `timeout`.
///
/// Whoever looks into a running program follows the branches to find what a task really waits for.
public interface Branches {

  /// The operations that are not finished yet, in the order in which they were given.
  ///
  /// - **Threads:** any, while the operation runs elsewhere: a snapshot that may be out of date,
  ///   never an exception.
  List<Async<?>> branches();
}
