/// Small programs to run and to watch in the console. Each has a folder of its own and opens with
/// what to look for.
@NullMarked
package dev.vitrine.examples;

import org.jspecify.annotations.NullMarked;
