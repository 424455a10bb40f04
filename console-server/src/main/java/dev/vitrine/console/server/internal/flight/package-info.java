/// The flight recorder: keeps what happened last in a bounded memory, and writes it out when
/// something has happened. Start at [dev.vitrine.console.server.internal.flight.Flight]; what is
/// kept, and how it stays within its memory, is in
/// [dev.vitrine.console.server.internal.flight.FlightMemory].
@NullMarked
package dev.vitrine.console.server.internal.flight;

import org.jspecify.annotations.NullMarked;
