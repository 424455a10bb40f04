/// What can be seen of a running program from outside: the one door from a console to the runtime.
///
/// The state of tasks and workers is read where it lives, when somebody looks; nothing is streamed
/// but events, while somebody records ([dev.vitrine.instrument.EventFeed]); a worker tells them as
/// bytes ([dev.vitrine.instrument.EventEncoder], [dev.vitrine.instrument.EventDecoder]). Start
/// reading at [dev.vitrine.instrument.Instruments]. Every interface here may be read from any
/// thread while the program runs; figures of one object need not be of one instant. This package is
/// open so that another console can be written, and may change in any minor version.
@NullMarked
package dev.vitrine.instrument;

import org.jspecify.annotations.NullMarked;
