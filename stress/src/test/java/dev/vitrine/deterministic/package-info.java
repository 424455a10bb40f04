/// Runs the scenarios under many seeds, shows each of them failing on a broken copy of the runtime,
/// and asks whether the simulation itself is right.
@NullMarked
package dev.vitrine.deterministic;

import org.jspecify.annotations.NullMarked;
