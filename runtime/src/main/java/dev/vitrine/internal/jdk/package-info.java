/// The door to the JDK: everything that is not public API, reached by method handles from here and
/// from nowhere else.
///
/// Start reading at [dev.vitrine.internal.jdk.VirtualThreads].
@NullMarked
package dev.vitrine.internal.jdk;

import org.jspecify.annotations.NullMarked;
