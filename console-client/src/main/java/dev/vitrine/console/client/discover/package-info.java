/// The processes of this machine that can be watched, and how to reach the one with a given number
/// or name.
///
/// Start reading at [dev.vitrine.console.client.discover.Processes].
@NullMarked
package dev.vitrine.console.client.discover;

import org.jspecify.annotations.NullMarked;
