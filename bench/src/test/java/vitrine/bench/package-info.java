@NullMarked
package vitrine.bench;

import org.jspecify.annotations.NullMarked;
