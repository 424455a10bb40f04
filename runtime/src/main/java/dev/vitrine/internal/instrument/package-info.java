/// What is counted, and who looks after it: the coarse clock, the places that spawn, the watchdog
/// and its incidents.
///
/// Start reading at [dev.vitrine.internal.instrument.Tier]. Implements part of
/// [dev.vitrine.instrument] and knows neither tasks nor schedulers.
@NullMarked
package dev.vitrine.internal.instrument;

import org.jspecify.annotations.NullMarked;
