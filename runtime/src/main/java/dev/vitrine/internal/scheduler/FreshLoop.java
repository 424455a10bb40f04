package dev.vitrine.internal.scheduler;

/// How long a loop lasts that a thread would else be in for as long as the runtime lives.
///
/// A thread stays in the compiled code of a method until it leaves the method, even when that code
/// has been thrown away meanwhile because another thread came to where it does not hold. The JVM
/// mends no calls in such code: what happens to have no code of its own at the moment when it is
/// called next is interpreted from then on, at some 250 ns a call, for as long as the loop lasts
/// (`docs/performance/yield-and-wakeups.md`). So the loops of schedulers are left after [#ROUNDS]
/// and entered anew, by a loop around them that goes round too seldom to be compiled.
final class FreshLoop {
  /// A tenth of a second of the cheapest polls.
  static final int ROUNDS = 1 << 22;

  private FreshLoop() {}
}
