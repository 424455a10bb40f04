/// The JDK's virtual threads on the JDK's scheduler: the baseline of the async blocks.
@NullMarked
package vitrine.bench.virtual;

import org.jspecify.annotations.NullMarked;
