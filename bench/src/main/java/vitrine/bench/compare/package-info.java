/// Runs the columns that are there, one after the other in rounds, and writes the table. Start at
/// [vitrine.bench.compare.Compare]; what is measured stands in [vitrine.bench.compare.Rows], what
/// is hoped for in [vitrine.bench.compare.Goals].
@NullMarked
package vitrine.bench.compare;

import org.jspecify.annotations.NullMarked;
