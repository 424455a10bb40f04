/// The pool of threads for code that blocks. Start reading at
/// [dev.vitrine.internal.blocking.BlockingPool].
@NullMarked
package dev.vitrine.internal.blocking;

import org.jspecify.annotations.NullMarked;
