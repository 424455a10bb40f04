/// What is measured, apart from who does it. Start at [vitrine.bench.workload.Workload].
@NullMarked
package vitrine.bench.workload;

import org.jspecify.annotations.NullMarked;
