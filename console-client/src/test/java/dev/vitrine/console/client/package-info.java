/// What holds for the client as a whole.
@NullMarked
package dev.vitrine.console.client;

import org.jspecify.annotations.NullMarked;
