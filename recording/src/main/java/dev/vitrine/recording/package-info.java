/// The files of recordings: written chunk by chunk, read up to the last whole chunk.
///
/// What is in them says `vitrine/console/v1/recording.proto`. How events are told as bytes is the
/// runtime's ([dev.vitrine.instrument.EventEncoder], [dev.vitrine.instrument.EventDecoder]); all
/// else is here.
@NullMarked
package dev.vitrine.recording;

import org.jspecify.annotations.NullMarked;
