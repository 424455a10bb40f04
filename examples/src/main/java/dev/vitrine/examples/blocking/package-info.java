/// Tasks that block their worker, in every way, between tasks that do not.
@NullMarked
package dev.vitrine.examples.blocking;

import org.jspecify.annotations.NullMarked;
