/// The one thread that owns what the server knows, and the subscriptions it serves.
///
/// Start at [dev.vitrine.console.server.internal.aggregate.Aggregator]. The path of a change to a
/// client of tokio-console: the runtime's list of changed tasks →
/// [dev.vitrine.console.server.internal.aggregate.Population] → a mark on the item and a place in
/// the queue of each [dev.vitrine.console.server.internal.aggregate.UpdateWatcher] → a message when
/// that client has room. Everything here but the methods that say otherwise runs on that one
/// thread; nothing here knows gRPC's calls, only the
/// [dev.vitrine.console.server.internal.aggregate.Outlet] in front of them.
@NullMarked
package dev.vitrine.console.server.internal.aggregate;

import org.jspecify.annotations.NullMarked;
