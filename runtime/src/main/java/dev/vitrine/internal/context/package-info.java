/// Which runtime and which task the calling thread belongs to, and what it acts for.
@NullMarked
package dev.vitrine.internal.context;

import org.jspecify.annotations.NullMarked;
