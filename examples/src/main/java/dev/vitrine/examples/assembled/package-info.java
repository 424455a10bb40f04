/// A runtime put together by hand.
@NullMarked
package dev.vitrine.examples.assembled;

import org.jspecify.annotations.NullMarked;
