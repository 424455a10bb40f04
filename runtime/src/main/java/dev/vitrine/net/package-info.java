/// Sockets.
///
/// Start reading at [dev.vitrine.net.TcpListener] and [dev.vitrine.net.TcpStream]. This package
/// knows the I/O driver of the current runtime and no scheduler.
@NullMarked
package dev.vitrine.net;

import org.jspecify.annotations.NullMarked;
