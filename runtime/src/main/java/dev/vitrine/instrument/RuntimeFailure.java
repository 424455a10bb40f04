package dev.vitrine.instrument;

/// A failure that nothing in the program has caught: a thread of a runtime ended with an exception,
/// a task failed and nobody joined it, or a waker threw.
///
/// @param runtime its name; empty when a waker threw on a thread that belongs to none
/// @param what ended or failed, for people, such as `task 12 "fetch"`, `worker 0` or `waker
///   com.acme.MyWaker`
/// @param cause what was thrown
public record RuntimeFailure(String runtime, String what, Throwable cause) {}
