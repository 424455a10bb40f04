/// The few tools that several concurrent parts share: a lock for very short sections, and a way to
/// wake many after it is let go.
///
/// Start reading at [dev.vitrine.internal.concurrent.SpinLock]. Knows wakers and nothing else of
/// the runtime.
@NullMarked
package dev.vitrine.internal.concurrent;

import org.jspecify.annotations.NullMarked;
