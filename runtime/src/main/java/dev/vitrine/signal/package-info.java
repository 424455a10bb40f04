/// Signals of the operating system, as something to wait for.
///
/// Start reading at [dev.vitrine.signal.CtrlC].
@NullMarked
package dev.vitrine.signal;

import org.jspecify.annotations.NullMarked;
