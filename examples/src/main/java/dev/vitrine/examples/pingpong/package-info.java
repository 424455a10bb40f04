/// Tasks that do nothing but wake each other.
@NullMarked
package dev.vitrine.examples.pingpong;

import org.jspecify.annotations.NullMarked;
