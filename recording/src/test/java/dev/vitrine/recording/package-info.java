@NullMarked
package dev.vitrine.recording;

import org.jspecify.annotations.NullMarked;
