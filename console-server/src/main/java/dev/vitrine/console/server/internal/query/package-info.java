/// Lists of tasks that are filtered, sorted and cut here, because a client could not hold a million
/// of them.
///
/// Start at [dev.vitrine.console.server.internal.query.TaskSearch].
@NullMarked
package dev.vitrine.console.server.internal.query;

import org.jspecify.annotations.NullMarked;
