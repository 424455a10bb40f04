package dev.vitrine.instrument;

/// A failure that nothing in the program has caught: a thread of a runtime ended with an exception,
/// or a task failed and nobody joined it.
///
/// @param runtime its name
/// @param what ended, for people, such as `task 12 "fetch"` or `worker 0`
/// @param cause what was thrown
public record RuntimeFailure(String runtime, String what, Throwable cause) {}
