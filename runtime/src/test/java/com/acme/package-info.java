/// The code of a user, outside the packages of the runtime: what tests need when it matters whose a
/// stack frame is.
///
/// Start reading at [com.acme.Trap].
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
