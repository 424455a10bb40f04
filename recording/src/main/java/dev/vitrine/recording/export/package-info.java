/// Recordings in formats that other programs read: `PerfettoExport` for people who look at them,
/// `JsonLinesExport` for programs.
///
/// Both read a recording once, from its begin to its end, with memory that does not grow with it.
@NullMarked
package dev.vitrine.recording.export;

import org.jspecify.annotations.NullMarked;
