/// An echo server on Netty.
@NullMarked
package vitrine.bench.netty;

import org.jspecify.annotations.NullMarked;
