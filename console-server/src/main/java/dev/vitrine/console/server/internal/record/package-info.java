/// Recordings: events and states of this process, for whoever takes them.
@NullMarked
package dev.vitrine.console.server.internal.record;

import org.jspecify.annotations.NullMarked;
