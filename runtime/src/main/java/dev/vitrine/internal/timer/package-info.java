/// The clock of a runtime and the wheel of its timers: who wants to be woken when.
///
/// Start reading at [dev.vitrine.internal.timer.TimerHandle]. This package knows wakers and its
/// clock, no scheduler and no way to wait: [dev.vitrine.park.Timer] decides how long a thread may
/// sleep and asks here what is due.
@NullMarked
package dev.vitrine.internal.timer;

import org.jspecify.annotations.NullMarked;
