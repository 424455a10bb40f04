/// The command line `vitrine`.
///
/// Start reading at [dev.vitrine.console.tui.command.Main].
@NullMarked
package dev.vitrine.console.tui.command;

import org.jspecify.annotations.NullMarked;
