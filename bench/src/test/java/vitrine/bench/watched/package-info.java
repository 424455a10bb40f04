@NullMarked
package vitrine.bench.watched;

import org.jspecify.annotations.NullMarked;
