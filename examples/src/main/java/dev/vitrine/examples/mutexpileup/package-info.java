/// A lock that is held across an await.
@NullMarked
package dev.vitrine.examples.mutexpileup;

import org.jspecify.annotations.NullMarked;
