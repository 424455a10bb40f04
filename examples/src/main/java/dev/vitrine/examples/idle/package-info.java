/// A great many tasks that wait.
@NullMarked
package dev.vitrine.examples.idle;

import org.jspecify.annotations.NullMarked;
