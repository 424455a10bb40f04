/// The files of recordings: written chunk by chunk, read up to the last whole chunk.
///
/// What is in them says `vitrine/console/v1/recording.proto`.
@NullMarked
package dev.vitrine.recording;

import org.jspecify.annotations.NullMarked;
