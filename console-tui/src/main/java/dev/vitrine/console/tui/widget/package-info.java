/// What views are made of: tables, bars, lines of history, stacks. Knows nothing of tasks, sessions
/// or keys.
@NullMarked
package dev.vitrine.console.tui.widget;

import org.jspecify.annotations.NullMarked;
