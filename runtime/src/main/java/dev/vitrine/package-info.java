/// The doors of the runtime: build one, spawn tasks, wait for them. On top of every other package;
/// nothing below knows it.
@NullMarked
package dev.vitrine;

import org.jspecify.annotations.NullMarked;
