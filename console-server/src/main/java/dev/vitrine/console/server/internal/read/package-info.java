/// Reads what `dev.vitrine.instrument` shows and puts it into messages.
///
/// Nothing here keeps state between two calls, but for
/// [dev.vitrine.console.server.internal.read.Signs], which has to look at a task twice. Start at
/// [dev.vitrine.console.server.internal.read.Source]. The classes whose name begins with `Tokio`
/// fill the messages of `rs.tokio.console`, the others those of `vitrine.console.v1`. This package
/// knows neither clients nor threads.
@NullMarked
package dev.vitrine.console.server.internal.read;

import org.jspecify.annotations.NullMarked;
