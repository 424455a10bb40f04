/// Scenarios in which something is wrong, or nothing is, for tests of the simulation.
@NullMarked
package dev.vitrine.deterministic.scenario;

import org.jspecify.annotations.NullMarked;
