@NullMarked
package dev.vitrine.recording.export;

import org.jspecify.annotations.NullMarked;
