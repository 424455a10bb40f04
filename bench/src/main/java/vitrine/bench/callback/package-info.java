/// Callbacks on a `ForkJoinPool`: the cheapest thing that a JVM does, and no tasks. Nothing can
/// suspend, so only some workloads can be said, and "yield" is to run the same callback again.
@NullMarked
package vitrine.bench.callback;

import org.jspecify.annotations.NullMarked;
