/// The workloads as JMH benchmarks, a class for each subsystem. `bench/jmh` runs them.
@NullMarked
package vitrine.bench.jmh;

import org.jspecify.annotations.NullMarked;
