/// Recordings: events and states of this process, for whoever takes them. Start at
/// [dev.vitrine.console.server.internal.record.Recorder].
@NullMarked
package dev.vitrine.console.server.internal.record;

import org.jspecify.annotations.NullMarked;
