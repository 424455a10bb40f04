/// Tasks that wait for each other: locks, permits, notices and channels.
///
/// Waiting suspends the task and never blocks its thread. Everything here may be used from any
/// thread and outside a runtime; only the waiting itself needs a task. Start reading at
/// [dev.vitrine.sync.Semaphore], on which the lock and the bounded channel stand.
@NullMarked
package dev.vitrine.sync;

import org.jspecify.annotations.NullMarked;
