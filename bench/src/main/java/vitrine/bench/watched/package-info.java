/// What it costs a program to be watched by a console in a process of its own.
@NullMarked
package vitrine.bench.watched;

import org.jspecify.annotations.NullMarked;
