/// Stands for a program that is watched.
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
