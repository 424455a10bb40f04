package dev.vitrine.internal.task;

import dev.vitrine.instrument.TaskView;
import dev.vitrine.internal.instrument.CallsiteRecord;

/// What the tasks of one place have in common, so that each of them needs one reference to it.
///
/// @param scheduler who runs them
/// @param hooks the scheduler's
/// @param site the callsite's index
/// @param name empty for none; a task with a name has an origin of its own
public record Origin(
    Schedule scheduler,
    TaskHooks hooks,
    CallsiteRecord callsite,
    int site,
    String name,
    TaskView.Kind kind) {

  public Origin(Schedule scheduler, CallsiteRecord callsite, String name, TaskView.Kind kind) {
    this(scheduler, scheduler.hooks(), callsite, callsite.index(), name, kind);
  }
}
