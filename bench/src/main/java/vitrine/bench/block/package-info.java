/// Our async blocks: each task is ordinary code that suspends at `await()`.
@NullMarked
package vitrine.bench.block;

import org.jspecify.annotations.NullMarked;
