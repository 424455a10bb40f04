/// Tasks that wait for each other: locks, permits, notices and channels.
///
/// Waiting suspends the task and never blocks its thread. Everything here may be used from any
/// thread and outside a runtime; only the waiting itself needs a task. Start reading at
/// [dev.vitrine.sync.Semaphore]: channels count their room with the same pool of permits. The lock
/// has a word and a line of its own.
@NullMarked
package dev.vitrine.sync;

import org.jspecify.annotations.NullMarked;
