/// Which task runs next, and where: the work-stealing scheduler with its queues, workers and their
/// sleep, and the current-thread one.
///
/// Start reading at [dev.vitrine.internal.scheduler.MultiThreadScheduler], then
/// [dev.vitrine.internal.scheduler.Worker]. Knows drivers only as something to wait on.
@NullMarked
package dev.vitrine.internal.scheduler;

import org.jspecify.annotations.NullMarked;
