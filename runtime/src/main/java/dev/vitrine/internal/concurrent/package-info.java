/// The few tools that several concurrent parts share: a lock for very short sections, ways to call
/// wakers of others, many of them after the lock is let go, and room between what different threads
/// write.
///
/// Start reading at [dev.vitrine.internal.concurrent.SpinLock]. Knows wakers and nothing else of
/// the runtime.
@NullMarked
package dev.vitrine.internal.concurrent;

import org.jspecify.annotations.NullMarked;
