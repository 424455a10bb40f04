/// What tests of the runtime share: operations polled by hand, a clock moved by hand, and stress
/// runs that can be repeated.
///
/// Start reading at [dev.vitrine.testing.ManualTask].
@NullMarked
package dev.vitrine.testing;

import org.jspecify.annotations.NullMarked;
