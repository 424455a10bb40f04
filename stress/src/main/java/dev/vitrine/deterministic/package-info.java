/// Runs the runtime's own multi-thread code on one thread, one step after the other, in an order
/// that a seed decides: [Explorer] runs a [Scenario] under many seeds, [Simulation] is one run.
///
/// [RewritingLoader] loads the runtime's classes anew, and [Rewriter] puts a call to [Points]
/// before each access that another thread could see, and in the place of each call that blocks,
/// asks for the time or for a random number. There, [Simulation] decides who goes on. Threads are
/// virtual threads that only it resumes, so that a change of threads costs less than a microsecond.
@NullMarked
package dev.vitrine.deterministic;

import org.jspecify.annotations.NullMarked;
