/// The console service of a process: what a console attaches to.
///
/// Start reading at [dev.vitrine.console.server.ConsoleServer]. It reads `dev.vitrine.instrument`
/// and nothing else of the runtime. On the inside `service` (gRPC) knows `aggregate` (one thread,
/// all state), which knows `query` and `read`; `record` takes events from the runtime and states
/// from `aggregate`, and `flight` keeps the last seconds of what `record` hands out.
@NullMarked
package dev.vitrine.console.server;

import org.jspecify.annotations.NullMarked;
