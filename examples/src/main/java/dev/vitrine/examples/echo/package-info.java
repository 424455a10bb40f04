/// An echo server, one task a connection, and a load to put it under.
@NullMarked
package dev.vitrine.examples.echo;

import org.jspecify.annotations.NullMarked;
