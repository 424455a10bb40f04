/// Which runtime and which task the calling thread belongs to.
@NullMarked
package dev.vitrine.internal.context;

import org.jspecify.annotations.NullMarked;
