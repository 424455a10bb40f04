/// The parts a current-thread runtime is assembled from: a [dev.vitrine.park.Park] is a way to
/// wait, and layers of it stand on each other: a reactor that waits for sockets, a timer on top of
/// it, any layer of the user's own, and the executor above.
///
/// Start reading at [dev.vitrine.park.Park].
@NullMarked
package dev.vitrine.park;

import org.jspecify.annotations.NullMarked;
