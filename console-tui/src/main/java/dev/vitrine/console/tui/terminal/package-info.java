/// The terminal: keys in, cells out, and everything put back as it was at the end, however the end
/// comes.
///
/// Start reading at [dev.vitrine.console.tui.terminal.Display]. Only this package and `widget` may
/// know Lanterna.
@NullMarked
package dev.vitrine.console.tui.terminal;

import org.jspecify.annotations.NullMarked;
