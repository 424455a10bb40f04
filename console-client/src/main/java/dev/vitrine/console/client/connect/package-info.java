/// Finds the server, keeps the connection, feeds the model from whichever service the server
/// speaks.
///
/// Start reading at [dev.vitrine.console.client.connect.Session]. Everything that changes a model
/// runs on one thread per session.
@NullMarked
package dev.vitrine.console.client.connect;

import org.jspecify.annotations.NullMarked;
