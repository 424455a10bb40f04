/// The threads of the client.
@NullMarked
package dev.vitrine.console.client.thread;

import org.jspecify.annotations.NullMarked;
