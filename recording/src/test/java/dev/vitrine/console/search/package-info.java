@NullMarked
package dev.vitrine.console.search;

import org.jspecify.annotations.NullMarked;
