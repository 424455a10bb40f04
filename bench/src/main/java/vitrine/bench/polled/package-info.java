/// Our polled tasks: each is a state machine, written as a compiler or a library would have it.
/// They use what every user can, and nothing else.
@NullMarked
package vitrine.bench.polled;

import org.jspecify.annotations.NullMarked;
