/// Memory orders of the runtime's lock-free classes, as far as this machine shows them.
///
/// The tests themselves stand in the package of the class they look at, one class per question.
/// Here is what they share.
@NullMarked
package dev.vitrine.stress;

import org.jspecify.annotations.NullMarked;
