/// The recorded tier: events, from the threads where they happen to the one that drains them.
@NullMarked
package dev.vitrine.internal.record;

import org.jspecify.annotations.NullMarked;
