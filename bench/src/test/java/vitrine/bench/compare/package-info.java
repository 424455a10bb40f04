@NullMarked
package vitrine.bench.compare;

import org.jspecify.annotations.NullMarked;
