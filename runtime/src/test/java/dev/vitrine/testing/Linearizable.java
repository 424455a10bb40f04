package dev.vitrine.testing;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// Checks that operations which run at the same time answer as if they had run one after the other.
public final class Linearizable {
  private Linearizable() {}

  /// Makes up scenarios from the operations of `test`, runs their interleavings, and looks for an
  /// order of the operations in which `specification`, used by one thread, gives the same answers.
  public static void check(Class<?> test, Class<?> specification) {
    new ModelCheckingOptions()
        .iterations(Stress.rounds(3))
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(specification)
        .check(test);
  }
}
