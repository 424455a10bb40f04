/// The races that are looked at, one class each. What must be true is said at the top of each class
/// and asked for by its code; what must be true of every run, such as that no thread is left over
/// and nothing worth a warning is logged, the simulation asks for.
@NullMarked
package dev.vitrine.deterministic.scenario;

import org.jspecify.annotations.NullMarked;
