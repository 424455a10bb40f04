/// What is suspicious about tasks and resources, in sentences with a number, a threshold and
/// something to try.
///
/// Start reading at [dev.vitrine.console.client.lint.Lints]. Reads the model and knows nothing of
/// connections.
@NullMarked
package dev.vitrine.console.client.lint;

import org.jspecify.annotations.NullMarked;
