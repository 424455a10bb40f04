package dev.vitrine.deterministic;

/// A race to look at, and what must be true of it in whatever order its steps are taken.
///
/// It is loaded with the runtime by a [RewritingLoader], so that its own accesses are steps, too.
/// It is written as any program: threads, latches and sleeps are those of the JDK.
public interface Scenario {
  /// Starts everything, waits for its end, and throws if something is wrong. A runtime must be
  /// closed. Called once, on a thread that is like any other.
  void run() throws Exception;
}
