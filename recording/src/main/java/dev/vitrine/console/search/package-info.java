/// Regular expressions that users of a console write, found in what programs call their tasks. Both
/// ends use it: the service, and the console where it searches itself.
@NullMarked
package dev.vitrine.console.search;

import org.jspecify.annotations.NullMarked;
