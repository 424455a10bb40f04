/// What users do with tasks: start them, wait for them, abort them.
///
/// Start reading at [dev.vitrine.task.JoinHandle]. Knows the polling model, not how tasks are
/// scheduled.
@NullMarked
package dev.vitrine.task;

import org.jspecify.annotations.NullMarked;
