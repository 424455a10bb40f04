/// A task and its life: the state word, the polling of a body and its strands, joining, aborting.
///
/// Start reading at [dev.vitrine.internal.task.TaskCell]. Knows schedulers only as
/// [dev.vitrine.internal.task.Schedule].
@NullMarked
package dev.vitrine.internal.task;

import org.jspecify.annotations.NullMarked;
