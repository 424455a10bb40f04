/// Concurrency inside one task against parallelism between tasks.
@NullMarked
package dev.vitrine.examples.joinorspawn;

import org.jspecify.annotations.NullMarked;
