/// The recorded tier: events, from the threads where they happen to the one that drains them: a
/// worker has blocks of bytes, all other threads share a ring.
@NullMarked
package dev.vitrine.internal.record;

import org.jspecify.annotations.NullMarked;
