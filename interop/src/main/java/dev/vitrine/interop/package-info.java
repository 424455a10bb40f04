/// Tests with programs that are not ours: the stock `tokio-console`, a Tokio program that serves
/// `console-subscriber`, and a terminal (tmux) around whichever console is looked at.
///
/// Everything is started as a user would start it. Start reading at [dev.vitrine.interop.Program],
/// which a test starts others with, and [dev.vitrine.interop.Terminal], which it reads a screen
/// with.
@NullMarked
package dev.vitrine.interop;

import org.jspecify.annotations.NullMarked;
