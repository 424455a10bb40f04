/// What is known of a watched process: the vocabulary is that of `vitrine.console.v1`, and a
/// program that speaks only the schema of tokio-console is translated into it. Start reading at
/// [dev.vitrine.console.client.model.Snapshot].
///
/// Nothing here connects, waits or draws.
@NullMarked
package dev.vitrine.console.client.model;

import org.jspecify.annotations.NullMarked;
