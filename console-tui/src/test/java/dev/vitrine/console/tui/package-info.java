/// What holds for the console as a whole.
@NullMarked
package dev.vitrine.console.tui;

import org.jspecify.annotations.NullMarked;
