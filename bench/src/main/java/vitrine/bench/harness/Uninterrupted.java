package vitrine.bench.harness;

/// Waiting, in a program whose threads nobody interrupts.
public final class Uninterrupted {
  private Uninterrupted() {}

  /// Code that blocks.
  public interface Blocking {
    void run() throws InterruptedException;
  }

  /// Runs `code`; an interrupt is an error.
  public static void run(Blocking code) {
    try {
      code.run();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the threads of a benchmark", e);
    }
  }
}
