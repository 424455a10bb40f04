/// A reader of the schema of tokio-console that forgives nothing: what would make tokio-console
/// crash or skip something is reported.
///
/// Start reading at [dev.vitrine.console.client.conform.StrictDecoder]. For tests of servers.
@NullMarked
package dev.vitrine.console.client.conform;

import org.jspecify.annotations.NullMarked;
