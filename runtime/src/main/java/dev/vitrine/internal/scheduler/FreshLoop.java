package dev.vitrine.internal.scheduler;

/// How many rounds a loop lasts that a thread would else be in for as long as the runtime lives.
///
/// A thread stays in the compiled code of a method until it leaves the method, even when that code
/// has been thrown away meanwhile because another thread came to where it does not hold. The JVM
/// mends no calls in such code: what happens to have no code of its own at the moment when it is
/// called next is interpreted from then on, at some 250 ns a call, for as long as the loop lasts
/// (`docs/performance/yield-and-wakeups.md`). So the loops of schedulers are left about twice a
/// second and entered anew, by a loop around them that goes round too seldom to be compiled.
///
/// The time is asked for at each entry alone, and tells how many rounds the next pass has: a round
/// may take ten nanoseconds or, with a wait for events in it, seconds. One thread at a time.
final class FreshLoop {
  static final int FEWEST = 1 << 8;
  static final int MOST = 1 << 22;
  private static final long PASS_NANOS = 500_000_000;

  private int rounds; // of the last pass
  private long enteredAtNanos;

  /// The loop is entered: for the first time, or because all rounds of the last pass are done.
  ///
  /// @param now the time, nanoseconds
  /// @return the rounds after which to leave it
  int enter(long now) {
    long took = Math.max(1, now - enteredAtNanos);
    enteredAtNanos = now;
    long wanted = took > PASS_NANOS / 2 ? rounds * PASS_NANOS / took : 2L * rounds;
    rounds = Math.clamp(wanted, FEWEST, MOST);
    return rounds;
  }
}
