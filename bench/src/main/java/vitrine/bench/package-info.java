/// The doors of the benchmarks: [vitrine.bench.Flavours] by name, and the programs that run one
/// workload.
///
/// All of it lives outside `dev.vitrine`, as the code of every user does: for bodies of its own
/// packages the runtime walks the stack to find the place that spawns, and that would be measured.
@NullMarked
package vitrine.bench;

import org.jspecify.annotations.NullMarked;
