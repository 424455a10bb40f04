/// Runs the jcstress tests, and shows each of them failing on a broken copy of what it tests.
@NullMarked
package dev.vitrine.stress;

import org.jspecify.annotations.NullMarked;
