/// Numbers, durations and foreign text as people read them. Knows nothing of tasks, connections or
/// screens.
@NullMarked
package dev.vitrine.console.client.text;

import org.jspecify.annotations.NullMarked;
