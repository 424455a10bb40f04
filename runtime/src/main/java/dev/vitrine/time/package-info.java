/// Waiting for time to pass: sleeping, deadlines of other operations, and ticks at intervals.
///
/// Start reading at [dev.vitrine.time.Time]. This package knows the timer of the current runtime
/// and no scheduler.
@NullMarked
package dev.vitrine.time;

import org.jspecify.annotations.NullMarked;
