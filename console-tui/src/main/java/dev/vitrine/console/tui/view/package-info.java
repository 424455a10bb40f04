/// The views over the model. A view never fetches: it says what it shows, and draws the snapshot it
/// is given.
///
/// Start reading at [dev.vitrine.console.tui.view.App].
@NullMarked
package dev.vitrine.console.tui.view;

import org.jspecify.annotations.NullMarked;
